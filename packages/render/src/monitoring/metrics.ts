import type { CallOptions } from '@keelson/core'
import * as input from '@keelson/core/input'
import type { RenderClient } from '../client.js'
import { MetricSeriesList, type MetricSeries } from './metrics.schema.js'

/** What {@link getBandwidthMetrics} asks. */
export interface BandwidthMetricsParams {
  /** Ids of services; several are one question. */
  readonly resource: string | readonly string[]
  /** ISO 8601. @default one hour ago, at Render's side */
  readonly startTime?: string
  /** ISO 8601. @default now, at Render's side */
  readonly endTime?: string
}

/** What the measurements of instances are asked by. */
export interface MetricsParams extends BandwidthMetricsParams {
  /** Ids of services, Postgres databases or Key Value instances; several are one question. */
  readonly resource: string | readonly string[]
  /** `srv-…-abcde`; only these. */
  readonly instance?: string | readonly string[]
  /** 30 or more. @default 60, at Render's side */
  readonly resolutionSeconds?: number
}

/** What {@link getCpuMetrics} asks. */
export interface CpuMetricsParams extends MetricsParams {
  /** Makes one series of several. */
  readonly aggregationMethod?: (typeof aggregationMethods)[number]
}

const aggregationMethods = ['AVG', 'MAX', 'MIN'] as const

/**
 * The processors that instances used. Throws `config` for a resolution below 30 seconds and an unknown way to aggregate.
 * https://api-docs.render.com/reference/get-cpu
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const [series] = await monitoring.getCpuMetrics(client, { resource: 'srv-…', aggregationMethod: 'MAX' })
 */
export function getCpuMetrics(
  client: RenderClient,
  params: CpuMetricsParams,
  options?: CallOptions,
): Promise<MetricSeries[]> {
  return getMetrics(client, '/metrics/cpu', params, options)
}

/**
 * The processors that instances may use. Throws `config` for a resolution below 30 seconds.
 * https://api-docs.render.com/reference/get-cpu-limit
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const [limit] = await monitoring.getCpuLimit(client, { resource: 'srv-…' })
 */
export function getCpuLimit(
  client: RenderClient,
  params: MetricsParams,
  options?: CallOptions,
): Promise<MetricSeries[]> {
  return getMetrics(client, '/metrics/cpu-limit', params, options)
}

/**
 * The memory that instances used. Throws `config` for a resolution below 30 seconds.
 * https://api-docs.render.com/reference/get-memory
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const [series] = await monitoring.getMemoryMetrics(client, { resource: 'srv-…', startTime: '2026-01-01T00:00:00Z' })
 */
export function getMemoryMetrics(
  client: RenderClient,
  params: MetricsParams,
  options?: CallOptions,
): Promise<MetricSeries[]> {
  return getMetrics(client, '/metrics/memory', params, options)
}

/**
 * The memory that instances may use; above it they are ended. Throws `config` for a resolution below 30 seconds.
 * https://api-docs.render.com/reference/get-memory-limit
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const [limit] = await monitoring.getMemoryLimit(client, { resource: 'srv-…' })
 */
export function getMemoryLimit(
  client: RenderClient,
  params: MetricsParams,
  options?: CallOptions,
): Promise<MetricSeries[]> {
  return getMetrics(client, '/metrics/memory-limit', params, options)
}

/**
 * What services sent to the internet. https://api-docs.render.com/reference/get-bandwidth
 *
 * @example
 * import * as monitoring from '@keelson/render/monitoring'
 * const [series] = await monitoring.getBandwidthMetrics(client, { resource: 'srv-…' })
 */
export function getBandwidthMetrics(
  client: RenderClient,
  params: BandwidthMetricsParams,
  options?: CallOptions,
): Promise<MetricSeries[]> {
  return getMetrics(client, '/metrics/bandwidth', params, options)
}

/** Their lists are no lists in the contract but one text, whose example joins ids by commas. */
async function getMetrics(
  client: RenderClient,
  path: string,
  params: CpuMetricsParams,
  options: CallOptions | undefined,
): Promise<MetricSeries[]> {
  input.check(client, `GET ${path}`, [
    input.required('resource', [params.resource].flat().join()),
    input.number('resolutionSeconds', params.resolutionSeconds, { min: 30, fraction: true }),
    input.word('aggregationMethod', params.aggregationMethod, aggregationMethods),
  ])
  return client.send({ method: 'GET', path, query: { ...params }, response: MetricSeriesList }, options)
}
