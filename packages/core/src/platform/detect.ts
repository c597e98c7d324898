import { readText } from '../env/examine.js'
import { describeCloudflarePages, describeCloudflareWorkers } from './cloudflare.js'
import type { DetectedPlatform, PlatformName, ReadVariable } from './detected-platform.js'
import { describeFly } from './fly.js'
import { describeGithubActions } from './github-actions.js'
import { describeHeroku } from './heroku.js'
import { describeLambda } from './lambda.js'
import { describeNetlify } from './netlify.js'
import { describeRailway } from './railway.js'
import { describeRender } from './render.js'
import { describeVercel } from './vercel.js'

/** In this order: pipelines build for platforms, and platforms run on Lambda and Kubernetes. */
const signs: readonly (readonly [
  name: PlatformName,
  sign: string,
  describe: (read: ReadVariable) => Omit<DetectedPlatform, 'name'>,
])[] = [
  ['github-actions', 'GITHUB_ACTIONS', describeGithubActions],
  ['render', 'RENDER', describeRender],
  ['vercel', 'VERCEL', describeVercel],
  ['netlify', 'NETLIFY', describeNetlify],
  ['cloudflare-pages', 'CF_PAGES', describeCloudflarePages],
  ['cloudflare-workers', 'WORKERS_CI', describeCloudflareWorkers],
  ['fly', 'FLY_APP_NAME', describeFly],
  ['railway', 'RAILWAY_ENVIRONMENT_ID', describeRailway],
  ['heroku', 'DYNO', describeHeroku],
  ['aws-lambda', 'AWS_LAMBDA_FUNCTION_NAME', describeLambda],
  ['kubernetes', 'KUBERNETES_SERVICE_HOST', () => ({ phase: 'run' })],
  ['ci', 'CI', () => ({ phase: 'pipeline' })],
]

/**
 * Where a program runs, by the variables that platforms set; `undefined` on a machine of nobody's. A running Worker of
 * Cloudflare and a function of Netlify cannot be seen: they get none.
 *
 * @example
 * import { detectPlatform } from '@keelson/core/platform'
 * const platform = detectPlatform(process.env)
 * if (platform?.environment === 'preview') console.log(`preview of ${platform.branch} at ${platform.url}`)
 */
export function detectPlatform(env: object): DetectedPlatform | undefined {
  const read: ReadVariable = (name) => {
    const text = readText(env, name)
    return text && !/^(?:false|0|no|off)$/i.test(text) ? text : undefined
  }
  for (const [name, sign, describe] of signs) {
    if (read(sign) !== undefined) return { name, ...describe(read) }
  }
  return undefined
}
