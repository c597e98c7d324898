import { isKeelsonError } from '@keelson/core'
import { defineBlueprint, formatBlueprint, parseBlueprint, type BlueprintFile } from '@keelson/render/blueprint'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { blueprint } from '../../packages/render/src/blueprint/shape-tables.ts'
import { createBlueprints, createMutations, fieldsOf } from './blueprints.ts'
import { hostileTexts } from './hostile.ts'
import { runPython } from './programs.ts'

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../packages/render/blueprint.schema.json', import.meta.url), 'utf8'),
)
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object)

/** Two readers of YAML 1.2 and one of 1.1. */
async function readBack(files: readonly BlueprintFile[]): Promise<void> {
  const texts = files.map((file) => formatBlueprint(file))
  for (const [index, text] of texts.entries()) {
    expect(parse(text)).toEqual(files[index])
    expect(parseBlueprint(text)).toEqual(files[index])
  }
  const cwd = await mkdtemp(join(tmpdir(), 'keelson-blueprint-'))
  const said = (await runPython('debian', 'blueprint.py', texts, { cwd })) as unknown[]
  // What a text says is not carried out: it would leave a file.
  expect(await readdir(cwd)).toEqual([])
  await rm(cwd, { recursive: true })
  for (const [index, value] of said.entries()) expect(value).toEqual(files[index])
}

test('240 blueprints with every field are valid by the schema, and read back equal', { timeout: 240_000 }, async () => {
  const texts = hostileTexts(300, 7).filter((text) => text.length < 300)
  const create = createBlueprints(11, texts)
  const files = Array.from({ length: 240 }, () => create())
  expect(files.flatMap((file) => (isValid(file) ? [] : isValid.errors))).toEqual([])
  const covered = new Set(files.flatMap((file) => fieldsOf(blueprint, file)))
  expect(fieldsOf(blueprint).filter((field) => !covered.has(field))).toEqual([])
  await readBack(files)
})

test('1,000 hostile texts read back equal', { timeout: 240_000 }, async () => {
  const texts = hostileTexts(1000, 3)
  const envVars = texts.map((value, index) => ({ key: `KEY_${index}`, value }))
  await readBack([{ envVarGroups: [{ name: 'hostile', envVars }] }])
})

test('500 mutations that the schema rejects are refused, with few others', () => {
  const create = createBlueprints(5, ['plain', 'other'])
  const mutate = createMutations(6)
  const rejected: { change: string; refusal: string | undefined }[] = []
  const stricter: string[] = []
  for (let tries = 0; rejected.length < 500 && tries < 20_000; tries++) {
    const { file, change } = mutate(create())
    const refusal = refusalOf(file)
    if (!isValid(file)) rejected.push({ change, refusal })
    else if (refusal) stricter.push(refusal.replace(/^.*\n\s+/, ''))
  }
  expect(rejected).toHaveLength(500)
  expect(rejected.filter(({ refusal }) => refusal === undefined)).toEqual([])
  // What the schema lets through: empty objects, unknown fields inside of references, routes and headers, names of nothing.
  const known =
    /must be an object|is not known of|has nothing in it|names the|is a second|needs (?:either|an uri)|multiple of|which is no name|above/
  expect(stricter.filter((refusal) => !known.test(refusal))).toEqual([])
})

function refusalOf(file: unknown): string | undefined {
  try {
    defineBlueprint(file as BlueprintFile)
    return undefined
  } catch (error) {
    if (!isKeelsonError(error) || error.code !== 'config') throw error
    return error.message
  }
}
