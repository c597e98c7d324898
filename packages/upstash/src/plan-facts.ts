import type { PlanFacts } from '@keelson/core/plans'

// What Upstash documents of its plans, each figure with its page and the day it was read. Prices and limits change: compare
// `asOf` with your own today before you rely on one.

const billingPage = 'upstash/docs redis/overall/billing.mdx @ef0ce43 (2026-08-21 snapshot; page changed 2026-06-18)'

/** Plans with a fixed price by size, the smallest first. */
export const fixedPlans = [
  'fixed_250mb',
  'fixed_1gb',
  'fixed_5gb',
  'fixed_10gb',
  'fixed_50gb',
  'fixed_100gb',
  'fixed_500gb',
] as const

/** The plans; `prod_pack` of the facts is none. */
export const plans = ['free', 'payg', ...fixedPlans] as const

/** Limits and prices by plan; units are written with each. */
export const planFacts = {
  free: {
    price: { value: 0, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 256, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 10, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 10, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 100, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands: {
      value: 500_000,
      unit: 'commands/month',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    databases: { value: 1, unit: 'databases', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  payg: {
    data_size: { value: 102_400, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: {
      value: 200,
      unit: 'GB/month',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
      note: 'free allowance, then 0.03 USD/GB',
    },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 10, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 100, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth_price: {
      value: 0.03,
      unit: 'USD/GB beyond',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    storage_free: { value: 1, unit: 'GB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    command_price: {
      value: 0.2,
      unit: 'USD/100K commands',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    storage_price: {
      value: 0.25,
      unit: 'USD/GB-month (first 1 GB free)',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    databases_free: {
      value: 10,
      unit: 'databases (then 0.50 USD each, up to 100)',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
  },
  fixed_250mb: {
    price: { value: 10, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 250, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 50, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 10, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 100, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_1gb: {
    price: { value: 20, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 1024, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 100, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 10, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 200, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_5gb: {
    price: { value: 100, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 5120, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 500, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 20, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 300, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_10gb: {
    price: { value: 200, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 10240, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 1000, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 30, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 400, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_50gb: {
    price: { value: 400, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 51200, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 5000, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 10000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 50, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 500, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_100gb: {
    price: { value: 800, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 102_400, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 10000, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 16000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 75, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 1024, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  fixed_500gb: {
    price: { value: 1500, unit: 'USD/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    data_size: { value: 512_000, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    bandwidth: { value: 20000, unit: 'GB/month', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    commands_per_second: {
      value: 16000,
      unit: 'commands/s',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
    max_request_size: { value: 100, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
    max_record_size: { value: 5120, unit: 'MB', source: billingPage, asOf: '2026-06-18', confidence: 'documented' },
  },
  prod_pack: {
    price: {
      value: 200,
      unit: 'USD/month/database',
      source: billingPage,
      asOf: '2026-06-18',
      confidence: 'documented',
    },
  },
} as const satisfies PlanFacts
