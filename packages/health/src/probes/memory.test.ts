import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { memoryProbe, type MemoryProbeOptions } from './memory.js'

const context = (signal = new AbortController().signal) => ({ signal, attempt: 1 })
const gibibyte = 2 ** 30

/** A folder with these files, as a kernel would show them. */
async function system(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'keelson-cgroup-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), `${text}\n`)
  }
  return root
}

/** The limit that was found, from the share that was used of it; of this process, whose memory changes. */
async function limitIn(files: Readonly<Record<string, string>>): Promise<number> {
  const { observedValue } = await memoryProbe({ root: await system(files), warnPercent: 100, failPercent: 100 }).run(
    context(),
  )
  return process.memoryUsage.rss() / (observedValue as number) / 0.01 / gibibyte
}

describe('the limit', () => {
  const small = String(4 * gibibyte)
  const large = String(8 * gibibyte)

  test.each<[string, Readonly<Record<string, string>>]>([
    ['of a container, version 2', { 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/memory.max': small }],
    [
      'of a service of systemd',
      {
        'proc/self/cgroup': '0::/system.slice/shop.service',
        'sys/fs/cgroup/system.slice/shop.service/memory.max': small,
        'sys/fs/cgroup/system.slice/memory.max': 'max',
      },
    ],
    [
      'of a group above it, when that is the lower one',
      {
        'proc/self/cgroup': '0::/pod/container',
        'sys/fs/cgroup/pod/container/memory.max': large,
        'sys/fs/cgroup/pod/memory.max': small,
      },
    ],
    [
      'of a container, version 1, which is told the path of the host',
      {
        'proc/self/cgroup': '5:cpu,cpuacct:/docker/f00\n4:memory:/docker/f00\n0::/',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': small,
      },
    ],
    ['where it is not said which groups there are', { 'sys/fs/cgroup/memory.max': small }],
  ])('%s', async (_, files) => {
    // What a process uses moves by some megabytes from one measurement to the next.
    expect(Math.abs((await limitIn(files)) - 4)).toBeLessThan(0.5)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['none, version 2', { 'proc/self/cgroup': '0::/', 'sys/fs/cgroup/memory.max': 'max' }],
    [
      'none, version 1',
      { 'proc/self/cgroup': '4:memory:/', 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712' },
    ],
    ['no groups at all', {}],
  ])('%s: the memory of the machine', async (_, files) => {
    const { observedValue } = await memoryProbe({ root: await system(files) }).run(context())
    const percent = (100 * process.memoryUsage.rss()) / totalmem()
    expect(Math.abs((observedValue as number) - percent)).toBeLessThan(0.3)
  })
})

test.each<[MemoryProbeOptions, string]>([
  [{ limitBytes: 1024 * gibibyte }, 'pass'],
  [{ limitBytes: 1024 * gibibyte, warnPercent: 0 }, 'pass'],
  [{ limitBytes: 2 ** 20 }, 'fail'],
])('%o: %s', async (options, status) => {
  expect(await memoryProbe(options).run(context())).toMatchObject({ status, observedUnit: 'percent' })
})

test('how much of how much', async () => {
  const reading = await memoryProbe({ limitBytes: 8 * 2 ** 20 }).run(context())
  expect(reading).toMatchObject({
    status: 'fail',
    code: 'memory_high',
    output: expect.stringMatching(/^\d+ of 8 MiB in use$/),
  })
  const warning = await memoryProbe({ limitBytes: 2 * process.memoryUsage.rss(), warnPercent: 10 }).run(context())
  expect(warning).toMatchObject({ status: 'warn', code: 'memory_high' })
})

test('limits that contradict each other are refused', () => {
  expect(() => memoryProbe({ warnPercent: 96 })).toThrow(
    'failPercent (95) of a probe must not be below warnPercent (96)',
  )
  expect(() => memoryProbe({ limitBytes: 0 })).toThrow(
    expect.objectContaining({ code: 'config', message: 'limitBytes of a probe cannot be 0, only a number 1 or more' }),
  )
})
