import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { NeonClient } from '../client.js'
import { branchPath, type BranchParams } from './branches.js'
import { SchemaComparison, SchemaText } from './branches.schema.js'
import { pathIds } from './path-ids.js'

/** Whose tables {@link getBranchSchema} tells. */
export interface BranchSchemaParams extends BranchParams {
  readonly databaseName: string
  /** A position in the history of the branch. @default its newest state */
  readonly lsn?: string
  /** ISO 8601, instead of `lsn`. */
  readonly timestamp?: string
}

/** What {@link compareBranchSchema} compares. */
export interface CompareBranchSchemaParams extends BranchSchemaParams {
  /** @default the parent of the branch, at Neon's side */
  readonly baseBranchId?: string
  readonly baseLsn?: string
  /** ISO 8601, instead of `baseLsn`. */
  readonly baseTimestamp?: string
}

/**
 * The tables of a database, as SQL. https://api-docs.neon.tech/reference/getprojectbranchschema
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const sql = await neon.getBranchSchema(client, { projectId: 'quiet-river-…', branchId: 'br-…', databaseName: 'neondb' })
 */
export async function getBranchSchema(
  client: NeonClient,
  { databaseName: db_name, lsn, timestamp, ...params }: BranchSchemaParams,
  options?: CallOptions,
): Promise<string> {
  const path = `${branchPath}/schema`
  input.check(client, `GET ${path}`, [input.required('databaseName', db_name), input.atMostOne({ lsn, timestamp })])
  const spec = { method: 'GET', path, params: pathIds(params), query: { db_name, lsn, timestamp } } as const
  return (await client.send({ ...spec, response: SchemaText }, options)).sql ?? ''
}

/**
 * How the tables of a branch differ from those of another one, as a diff; empty when they do not.
 * https://api-docs.neon.tech/reference/getprojectbranchschemacomparison
 *
 * @example
 * import * as neon from '@keelson/neon'
 * const diff = await neon.compareBranchSchema(client, {
 *   projectId: 'quiet-river-…', branchId: 'br-preview-…', baseBranchId: 'br-main-…', databaseName: 'neondb',
 * })
 */
export async function compareBranchSchema(
  client: NeonClient,
  { databaseName: db_name, lsn, timestamp, baseBranchId, baseLsn, baseTimestamp, ...params }: CompareBranchSchemaParams,
  options?: CallOptions,
): Promise<string> {
  const path = `${branchPath}/compare_schema`
  input.check(client, `GET ${path}`, [
    input.required('databaseName', db_name),
    input.atMostOne({ lsn, timestamp }),
    input.atMostOne({ baseLsn, baseTimestamp }),
  ])
  const base = { base_branch_id: baseBranchId, base_lsn: baseLsn, base_timestamp: baseTimestamp }
  const query = { ...base, db_name, lsn, timestamp }
  const spec = { method: 'GET', path, params: pathIds(params), query } as const
  return (await client.send({ ...spec, response: SchemaComparison }, options)).diff ?? ''
}
