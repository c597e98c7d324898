import {
  bodyObject,
  createTable,
  isRecord,
  optionalText,
  Refusal,
  requiredText,
  type FakeOperation,
  type FakeRequest,
} from '@keelson/core/testing'
import { secretFileNameProblem } from '../setting-names.js'
import { findService } from './find-service.js'
import { listPage } from './list.js'
import type { World } from './world.js'
import type { FakeService } from './store.js'

/** The secret files of each service, by its id: contents by name, in plain text. */
export const secretFilesOf = createTable<Map<string, string>>()

/** The operations on the secret files of a service. */
export function secretFileOperations({ store }: World) {
  const onService =
    (run: (request: FakeRequest, files: Map<string, string>, service: FakeService) => ReturnType<FakeOperation>) =>
    (request: FakeRequest) => {
      const service = findService(store, request)
      return run(request, secretFilesOf(store).get(service.id) ?? new Map(), service)
    }
  const keep = (service: FakeService, files: Map<string, string>) => {
    secretFilesOf(store).set(service.id, files)
    service.updatedAt = store.clock.date()
  }
  return {
    'GET /services/{serviceId}/secret-files': onService((request, files) =>
      listPage(request, [...files], { name: 'secretFile', position: ([name]) => name, show: showSecretFile }),
    ),
    // What is not sent is dropped.
    'PUT /services/{serviceId}/secret-files': onService(({ body }, _files, service) => {
      const files = readSecretFiles(body)
      keep(service, files)
      const all = [...files].map((entry) => ({ secretFile: showSecretFile(entry), cursor: entry[0] }))
      return { status: 200, body: all }
    }),
    'GET /services/{serviceId}/secret-files/{secretFileName}': onService(({ path }, files) => ({
      status: 200,
      body: showSecretFile(findSecretFile(path['secretFileName'], files)),
    })),
    'PUT /services/{serviceId}/secret-files/{secretFileName}': onService((request, files, service) => {
      const entry = putSecretFile(request, files)
      keep(service, files)
      return { status: 201, body: showSecretFile(entry) }
    }),
    'DELETE /services/{serviceId}/secret-files/{secretFileName}': onService(({ path }, files, service) => {
      files.delete(findSecretFile(path['secretFileName'], files)[0])
      keep(service, files)
      return { status: 204 }
    }),
  } satisfies Record<string, FakeOperation>
}

/** The secret files of a body: an array of `{ name, content }`. */
export function readSecretFiles(sent: unknown): Map<string, string> {
  if (!Array.isArray(sent)) throw new Refusal(400, 'secretFiles: must be an array')
  const files = new Map<string, string>()
  for (const item of sent) {
    if (!isRecord(item)) throw new Refusal(400, 'secretFiles: each must be an object')
    const name = checkName(requiredText(item, 'name'))
    if (files.has(name)) throw new Refusal(400, `secretFiles: duplicate name ${name}`)
    files.set(name, readContent(item))
  }
  return files
}

/** Adds or changes the file that a request names. */
export function putSecretFile(request: FakeRequest, files: Map<string, string>): [string, string] {
  const name = checkName(request.path['secretFileName'] ?? '')
  const content = readContent(bodyObject(request))
  files.set(name, content)
  return [name, content]
}

/** The file of a name, or a 404. */
export function findSecretFile(name: string | undefined, files: ReadonlyMap<string, string>): [string, string] {
  const content = name === undefined ? undefined : files.get(name)
  if (name === undefined || content === undefined) throw new Refusal(404, `not found: secret file ${name}`)
  return [name, content]
}

export function showSecretFile([name, content]: readonly [string, string]): { name: string; content: string } {
  return { name, content }
}

function readContent(item: Record<string, unknown>): string {
  const content = optionalText(item, 'content')
  if (content === undefined) throw new Refusal(400, 'content: is required')
  return content
}

function checkName(name: string): string {
  const problem = secretFileNameProblem(name)
  if (problem) throw new Refusal(400, problem)
  return name
}
