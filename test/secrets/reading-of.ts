import type { Probe, ProbeReading } from '@keelson/core'

/** What a probe reads, thrown unless it passes: what is thrown is what is looked into. */
export async function readingOf(probe: Probe): Promise<ProbeReading> {
  const reading = await probe.run({ signal: new AbortController().signal, attempt: 1 })
  if (reading.status !== 'pass') throw Object.assign(new Error(reading.output), { reading })
  return reading
}
