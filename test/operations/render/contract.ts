import { closeObjects, readContract, type ContractNode } from '../../contract.ts'
import { mendEvents } from './event-contract.ts'

/** Render's contract, mended where its text says more than its schemas; objects take no field that it does not name. */
export const contract = readContract('render', {
  adjust(schemas) {
    // The details of a service are a oneOf without a discriminator, and those of a web service satisfy three of its
    // branches: here the type decides, as the vendor's text says.
    const service = schemas['service']!
    const properties = service['properties'] as Record<string, ContractNode>
    const branches = properties['serviceDetails']!['oneOf'] as ContractNode[]
    const types = ['static_site', 'web_service', 'private_service', 'background_worker', 'cron_job']
    properties['serviceDetails'] = { type: 'object' }
    service['oneOf'] = types.map((type, index) => ({
      properties: { type: { const: type }, serviceDetails: branches[index] },
    }))
    // Required of a database, and described nowhere.
    const postgres = schemas['postgresDetail']!
    postgres['required'] = (postgres['required'] as string[]).filter((name) => name !== 'project')
    // Composed by allOf, it could not be closed.
    const [, content] = schemas['envGroup']!['allOf'] as [ContractNode, ContractNode]
    const merged = [schemas['envGroupMeta']!, content] as { required: string[]; properties: ContractNode }[]
    schemas['envGroup'] = {
      type: 'object',
      required: merged.flatMap(({ required }) => required),
      properties: Object.assign({}, ...merged.map(({ properties: own }) => own)) as ContractNode,
    }
    mendEvents(schemas)
    // Required of an override, and described nowhere.
    const wrapper = schemas['notificationOverrideWithCursor']!['properties'] as Record<string, ContractNode>
    const override = wrapper['override']!
    override['required'] = (override['required'] as string[]).filter((name) => name !== 'type')
    for (const schema of Object.values(schemas)) closeObjects(schema)
  },
  unlisted(operation, status) {
    // It lists no 400 for reads, as if no query could be wrong; the other operations say what it looks like.
    if (operation.startsWith('GET ') && status === 400) return '400BadRequest'
    // Its text says that what is not empty is refused with 409.
    if (/^DELETE \/(?:projects|environments)\/\{\w+\}$/.test(operation) && status === 409) return '409Conflict'
    // As if their ids were always right.
    if (!/ \/(?:cron-jobs|notification-settings)\//.test(operation)) return undefined
    return { 400: '400BadRequest', 404: '404NotFound' }[status]
  },
})
