export { askProbe } from './ask-probe.js'
export type { ServingOptions } from './ask-probe.js'
export { systemClock } from './clock.js'
export type { Clock } from './clock.js'
export { createClient } from './client.js'
export type { Client } from './client.js'
export { defineControlPlaneProbe } from './control-plane-probe.js'
export type { ControlPlaneProbeOptions } from './control-plane-probe.js'
export { createOnce } from './create-once.js'
export type { Once } from './create-once.js'
export { checkEnv, defineEnv, readEnv } from './env/env.js'
export type { EnvCheck, EnvCondition, EnvDefinition, EnvGroup, EnvRules, EnvVariables, EnvView } from './env/env.js'
export { envSchema } from './env/env-schema.js'
export { readFeature } from './env/feature.js'
export type { Feature, FeatureNeeds } from './env/feature.js'
export { generateMissing } from './env/generate-missing.js'
export { lintEnv } from './env/lint.js'
export type { LintEnvContext } from './env/lint.js'
export { onlyKnown } from './env/only-known.js'
export type { RandomBytes, SecretForm } from './env/secret-form.js'
export type { Variable } from './env/custom.js'
export { EnvError } from './env/env-error.js'
export type { EnvProblem } from './env/env-error.js'
export { formatDuration } from './duration.js'
export type { Finding } from './finding.js'
export { formatFieldChange } from './ensured.js'
export type { Ensured, EnsureOptions, FieldChange } from './ensured.js'
export { describeCause, formatError, isCertificateError, isKeelsonError, KeelsonError, withoutHint } from './errors.js'
export type { ErrorCause, ErrorCode, ErrorDetails } from './errors.js'
export type {
  CallOptions,
  ClientOptions,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  SchemaDriftEvent,
} from './options.js'
export { isDeepHealthPath } from './health-path.js'
export { nextLook, readServing } from './look.js'
export type { Look } from './look.js'
export { nearestName } from './nearest-name.js'
export { sendOperation } from './operation.js'
export type { OperationParams } from './operation.js'
export { insist, isOutage } from './outage.js'
export { createPages, requireList } from './paginate.js'
export type { Page, Pages } from './paginate.js'
export type { Platform } from './platform.js'
export { countChecks, nextCheckMs, pollUntilDone, WaitError } from './poll.js'
export type { Check, Resume, WaitOptions } from './poll.js'
export { defineProbe } from './probe.js'
export type { Probe, ProbeContext, ProbeCost, ProbeReading } from './probe.js'
export type { ProviderDefinition } from './provider.js'
export { createRateLimit } from './rate-limit.js'
export type { RateLimit } from './rate-limit.js'
export { createRedactor, redactShapes } from './redact.js'
export type { Redactor } from './redact.js'
export type { RequestSpec } from './request-spec.js'
export { retry, standardRetryPolicy } from './retry.js'
export type { Method, RetryOption, RetryOptions, RetryPolicy } from './retry.js'
export { lazy } from './schema.js'
export type { Infer, Open, Schema, SchemaIssue, SchemaResult } from './schema.js'
export { isSecret, reveal, Secret } from './secret.js'
export { findSecretSign } from './secret-shape.js'
export { runTransaction, TransactionError } from './transaction.js'
export type {
  Journal,
  JournalStep,
  JournalUndo,
  RunStep,
  Step,
  StepContext,
  TransactionEvent,
  TransactionOptions,
  UndoContext,
  UndoResult,
} from './transaction.js'
export type { QueryValue } from './url.js'
export { sleep, within } from './within.js'
export type { Ending } from './within.js'
export { envText, fillText, isEnvText, showText } from './text.js'
export type { EnvReference, EnvText, Text } from './text.js'
