const { readdirSync } = require('node:fs')

const tests = '\\.test(-d)?\\.ts$'

// A package that imports another declares it; npm's workspaces would resolve it all the same, until it is published.
const declared = readdirSync(`${__dirname}/packages`).map((name) => {
  const { dependencies = {}, peerDependencies = {} } = require(`./packages/${name}/package.json`)
  const names = Object.keys({ ...dependencies, ...peerDependencies }).filter((key) => key.startsWith('@keelson/'))
  const allowed = [name, ...names.map((key) => key.slice('@keelson/'.length))]
  return {
    name: `${name}-declares-its-packages`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: tests },
    to: { path: '^packages/', pathNot: `^packages/(${allowed.join('|')})/` },
  }
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...declared,
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'core-imports-no-package',
      comment: 'Imports point down only, and core is the bottom.',
      severity: 'error',
      from: { path: '^packages/core/' },
      to: { path: '^packages/(?!core/)' },
    },
    {
      name: 'package-imports-core-only',
      comment: 'A provider imports neither a provider nor health; health imports no provider.',
      severity: 'error',
      from: { path: '^packages/(render|neon|upstash|storage|health)/' },
      to: { path: '^packages/', pathNot: '^packages/($1|core)/' },
    },
    {
      name: 'packages-by-name',
      comment: 'Another package is imported by its name, through its exports, never by a path into its folder.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|docs)/' },
      to: { path: '^packages/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-own-index',
      comment: 'index.ts is what users import; inside, import the file that has it.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: tests },
      to: { path: '^packages/$1/src/(index|.+/index)\\.ts$' },
    },
    {
      name: 'testing-from-tests-only',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/[^/]+/src/testing/', tests] },
      to: { path: '^packages/[^/]+/src/testing/' },
    },
    {
      name: 'packages-are-below',
      severity: 'error',
      from: { path: '^packages/', pathNot: tests },
      to: { path: '^(docs|test|bench|scripts)/' },
    },
    {
      name: 'recipes-are-what-users-write',
      comment: 'Recipes import @keelson/*, listr2, Node and their own files.',
      severity: 'error',
      from: { path: '^docs/', pathNot: [tests, '^docs/recipes/stand-in\\.ts$'] },
      to: { pathNot: ['^(docs|packages)/', '^node_modules/listr2/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'stand-in-starts-services',
      comment:
        'The servers of the tests play the data planes of the recipe, and nothing else of the tests is used there.',
      severity: 'error',
      from: { path: '^docs/recipes/stand-in\\.ts$' },
      to: { pathNot: ['^(docs|packages)/', '^test/services/'], dependencyTypesNot: ['core'] },
    },
    ...[
      ['pg', 'neon/src/pg'],
      ['ioredis', 'upstash/src/ioredis'],
      ['@upstash', 'upstash/src/rest'],
      ['@aws-sdk', 'storage/src/s3'],
      ['@smithy', 'storage/src/s3'],
    ].map(([library, folder]) => ({
      name: `${library.replace('@', '')}-behind-its-subpath`,
      comment:
        'An optional peer is imported by the subpath that is named after it: the rest of the package loads without.',
      severity: 'error',
      from: { path: '^(packages|docs)/', pathNot: [`^packages/${folder}/`, tests] },
      to: { path: `^node_modules/(@types/)?${library}/` },
    })),
    {
      name: 'subpaths-are-not-imported',
      comment: 'What is behind a subpath of an optional peer is not reached from the rest of the package.',
      severity: 'error',
      from: {
        path: '^packages/(neon|upstash|storage)/src/',
        pathNot: ['^packages/[^/]+/src/(pg|ioredis|rest|s3|testing)/', tests],
      },
      to: { path: '^packages/(neon/src/pg|upstash/src/(ioredis|rest)|storage/src/s3)/' },
    },
    {
      name: 'ky-in-transport-only',
      severity: 'error',
      from: { path: '^(packages|docs)/', pathNot: '^packages/core/src/transport\\.ts$' },
      to: { path: '^node_modules/ky/' },
    },
    {
      name: 'p-retry-in-retry-only',
      severity: 'error',
      from: { path: '^(packages|docs)/', pathNot: '^packages/core/src/retry\\.ts$' },
      to: { path: '^node_modules/p-retry/' },
    },
    {
      name: 'zod-in-shape-only',
      severity: 'error',
      from: { path: '^(packages|docs)/', pathNot: ['^packages/core/src/shape\\.ts$', tests] },
      to: { path: '^node_modules/zod/' },
    },
    {
      name: 'dependencies-are-declared',
      comment: "What a package's sources import is in its own dependencies or peerDependencies.",
      severity: 'error',
      from: { path: '^packages/', pathNot: tests },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|tmp|\\.cache)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types', 'default'] },
  },
}
