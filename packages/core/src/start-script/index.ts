export { formatStartScript } from './format.js'
export { lintStartScript } from './lint.js'
export { parseStartScript, type ParsedStartScript, type WrittenStep } from './parse.js'
export { placeMigrations, type MigrationPlace, type PlaceMigrationsParams } from './place-migrations.js'
export {
  defineStartScript,
  type ChdirStep,
  type RunStep,
  type StartScript,
  type StartServer,
  type StartStep,
  type SuperuserStep,
  type VariableStep,
} from './script.js'
export type { StartScriptContext } from './seen-step.js'
export { chdir, collectstatic, createSuperuser, migrate, run, setVariable, type ManageOptions } from './steps.js'
