import {
  bodyObject,
  isRecord,
  optionalText,
  Refusal,
  requiredText,
  type FakeAnswer,
  type FakeRequest,
} from '@keelson/core/testing'
import { envVarNameProblem } from '../setting-names.js'
import { listPage } from './list.js'
import type { FakeService, Store } from './store.js'

/** `GET /services/{serviceId}/env-vars` */
export function listEnvVars(request: FakeRequest, service: FakeService): FakeAnswer {
  return listPage(request, [...service.envVars], { name: 'envVar', position: ([key]) => key, show: showEnvVar })
}

/** `PUT /services/{serviceId}/env-vars`: what is not sent is dropped. */
export function replaceEnvVars(request: FakeRequest, service: FakeService, store: Store): FakeAnswer {
  service.envVars = readEnvVars(request.body, store)
  service.updatedAt = store.clock.date()
  // The answer holds all of them, however many: it is not a page.
  const all = [...service.envVars].map((entry) => ({ envVar: showEnvVar(entry), cursor: entry[0] }))
  return { status: 200, body: all }
}

/** `GET /services/{serviceId}/env-vars/{envVarKey}` */
export function getEnvVar({ path }: FakeRequest, service: FakeService): FakeAnswer {
  return { status: 200, body: showEnvVar(findEnvVar(path['envVarKey'], service.envVars)) }
}

/** `PUT /services/{serviceId}/env-vars/{envVarKey}`: adds or changes one, and leaves the others. */
export function setEnvVar(request: FakeRequest, service: FakeService, store: Store): FakeAnswer {
  const entry = putEnvVar(request, service.envVars, store)
  service.updatedAt = store.clock.date()
  return { status: 200, body: showEnvVar(entry) }
}

/** `DELETE /services/{serviceId}/env-vars/{envVarKey}` */
export function deleteEnvVar({ path }: FakeRequest, service: FakeService, store: Store): FakeAnswer {
  const [key] = findEnvVar(path['envVarKey'], service.envVars)
  service.envVars.delete(key)
  service.updatedAt = store.clock.date()
  return { status: 204 }
}

/** The environment of a body: an array of `{ key, value }` or `{ key, generateValue }`. */
export function readEnvVars(sent: unknown, store: Store): Map<string, string> {
  if (!Array.isArray(sent)) throw new Refusal(400, 'envVars: must be an array')
  const envVars = new Map<string, string>()
  for (const item of sent) {
    if (!isRecord(item)) throw new Refusal(400, 'envVars: each must be an object')
    const key = checkKey(requiredText(item, 'key'))
    if (envVars.has(key)) throw new Refusal(400, `envVars: duplicate key ${key}`)
    envVars.set(key, readValue(item, store))
  }
  return envVars
}

function readValue(item: Record<string, unknown>, store: Store): string {
  if (item['generateValue'] === true) return store.newHex(44)
  const value = optionalText(item, 'value')
  if (value === undefined) throw new Refusal(400, 'value: is required')
  return value
}

function checkKey(key: string): string {
  const problem = envVarNameProblem(key)
  if (problem) throw new Refusal(400, problem)
  return key
}

/** Adds or changes the variable that a request names. */
export function putEnvVar(request: FakeRequest, envVars: Map<string, string>, store: Store): [string, string] {
  const key = checkKey(request.path['envVarKey'] ?? '')
  const value = readValue(bodyObject(request), store)
  envVars.set(key, value)
  return [key, value]
}

/** The variable of a name, or a 404. */
export function findEnvVar(key: string | undefined, envVars: ReadonlyMap<string, string>): [string, string] {
  const value = key === undefined ? undefined : envVars.get(key)
  if (key === undefined || value === undefined) throw new Refusal(404, `not found: environment variable ${key}`)
  return [key, value]
}

export function showEnvVar([key, value]: readonly [string, string]): { key: string; value: string } {
  return { key, value }
}
