import { closeObjects, readContract } from '../../contract.ts'

/** Upstash's contract with what its answers hold beyond it; objects take no field that it does not name. No refusal is in it. */
export const contract = readContract('upstash', {
  adjust: (schemas) => {
    const { properties } = schemas['Database'] as { properties: Record<string, unknown> }
    // The vendor's document leaves the credentials out; its Terraform provider reads them from the same answers.
    for (const name of ['password', 'rest_token', 'read_only_rest_token']) properties[name] = { type: 'string' }
    for (const schema of Object.values(schemas)) closeObjects(schema)
  },
})
