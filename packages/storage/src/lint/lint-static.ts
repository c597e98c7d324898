import type { Finding, Text } from '@keelson/core'
import { parseShell } from '@keelson/core/shell'
import { isSameBucket, type BucketUse } from './storage-use.js'

/** Commands that delete what they do not store, by the words that must all be there. */
const clearing: readonly (readonly [words: RegExp, source: string])[] = [
  [
    / collectstatic .*(?:--clear|-c) /,
    'https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/#cmdoption-collectstatic-clear',
  ],
  [/ aws .*s3 sync .*--delete /, 'https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html'],
  [/ aws .*s3 rm .*--recursive /, 'https://docs.aws.amazon.com/cli/latest/reference/s3/rm.html'],
  [/ rclone sync /, 'https://rclone.org/commands/rclone_sync/'],
  [/ s3cmd sync .*--delete-removed /, 'https://s3tools.org/usage'],
]

/** What goes wrong while a release takes over from another one. */
export function lintStatic(use: BucketUse, uses: readonly BucketUse[]): Finding[] {
  const { name, location, prefix = '', version, command } = use
  if (use.content !== 'static') return []
  const findings: Finding[] = []
  const source = command === undefined ? undefined : clears(command)
  if (source) {
    findings.push({
      code: 'storage-clears-live',
      severity: 'error',
      path: `${name}.command`,
      message: `it deletes what the running version still links from bucket ${location.bucket}: until the new one has taken over, pages come without style and scripts`,
      fix: 'Give files hashed names and delete nothing at a release, as syncDirectory does; prune old ones later',
      source,
    })
  }
  if (version === 'query') {
    findings.push({
      code: 'storage-version-in-query',
      severity: 'warning',
      path: `${name}.version`,
      message:
        'caches may leave the query out of their key, as CloudFront does by default, and answer with the old file; and the new file is served under the old URL before its page is there',
      fix: "Put a hash of the content into the name (ManifestStaticFilesStorage, Vite, syncDirectory): version: 'name'",
      source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/UpdatingExistingObjects.html',
    })
  }
  const uploads = uses.find(
    (other) => other.content === 'uploads' && isSameBucket(use, other) && overlaps(prefix, other.prefix ?? ''),
  )
  if (uploads) {
    findings.push({
      code: 'storage-shared-prefix',
      severity: 'error',
      path: `${name}.prefix`,
      message: `${name} (${shown(prefix)}) and ${uploads.name} (${shown(uploads.prefix)}) overlap in bucket ${location.bucket}: cleaning up old static files deletes uploads, and an upload can replace a script`,
      fix: 'Give each its own prefix, as static/ and media/',
      source: 'https://docs.djangoproject.com/en/stable/ref/settings/#media-root',
    })
  }
  return findings
}

/** Where it is written that a command of a script deletes, `undefined` when none does, or when it cannot be told. */
function clears(script: string): string | undefined {
  const lines = readCommands(script).map((argv) => ` ${argv.map(String).join(' ')} `)
  return clearing.find(([words]) => lines.some((line) => words.test(line)))?.[1]
}

function readCommands(script: string): (readonly Text[])[] {
  try {
    return parseShell(script).map(({ argv }) => argv)
  } catch {
    // More than a list of plain commands is not judged.
    return []
  }
}

function overlaps(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a)
}

function shown(prefix = ''): string {
  return prefix === '' ? 'the whole bucket' : prefix
}
