import type { PlanFacts } from '@keelson/core/plans'

// What Neon documents of its plans, each figure with its page and the day it was read. Prices and limits change: compare
// `asOf` with your own today before you rely on one.

const plansPage = 'neondatabase/website content/docs/introduction/plans.md @0020a39 (updatedOn 2026-03-20)'

/** The plans; `all` of the facts is none. */
export const plans = ['free', 'launch', 'scale'] as const

/** Limits and prices by plan; units are written with each. */
export const planFacts = {
  free: {
    price: { value: 0, unit: 'USD/month', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    projects: { value: 100, unit: 'projects', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    branches_per_project: {
      value: 10,
      unit: 'branches',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    compute: {
      value: 100,
      unit: 'CU-hours/project/month',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    autoscaling_max: { value: 2, unit: 'CU', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    scale_to_zero: {
      value: 5,
      unit: 'minutes (cannot be disabled)',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    storage: { value: 0.5, unit: 'GB/project', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    egress: { value: 5, unit: 'GB/month', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    restore_window: {
      value: 6,
      unit: 'hours (max 1 GB-month)',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    manual_snapshots: { value: 1, unit: 'snapshots', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    monitoring_retention: { value: 1, unit: 'days', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    auth_mau: { value: 60000, unit: 'MAU', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
  },
  launch: {
    price: {
      value: 0,
      unit: 'USD/month minimum; usage based',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    projects: { value: 100, unit: 'projects', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    branches_per_project: {
      value: 10,
      unit: 'branches included',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    extra_branch: {
      value: 1.5,
      unit: 'USD/branch-month',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    compute: { value: 0.106, unit: 'USD/CU-hour', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    autoscaling_max: { value: 16, unit: 'CU', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    scale_to_zero: {
      value: 5,
      unit: 'minutes (can be disabled)',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    storage: { value: 0.35, unit: 'USD/GB-month', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    egress: {
      value: 100,
      unit: 'GB/month, then 0.10 USD/GB',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    egress_price: {
      value: 0.1,
      unit: 'USD/GB beyond',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    restore_window: { value: 7, unit: 'days max', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    manual_snapshots: {
      value: 100,
      unit: 'snapshots',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    monitoring_retention: { value: 3, unit: 'days', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    max_branches: {
      value: 5000,
      unit: 'branches/project',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
  },
  scale: {
    price: {
      value: 0,
      unit: 'USD/month minimum; usage based',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    projects: { value: 1000, unit: 'projects (soft)', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    branches_per_project: {
      value: 25,
      unit: 'branches included',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    extra_branch: {
      value: 1.5,
      unit: 'USD/branch-month',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    compute: { value: 0.222, unit: 'USD/CU-hour', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    autoscaling_max: {
      value: 16,
      unit: 'CU (fixed sizes to 56)',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    scale_to_zero: {
      value: 1,
      unit: 'minutes minimum, to always on',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    storage: { value: 0.35, unit: 'USD/GB-month', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    egress: {
      value: 100,
      unit: 'GB/month, then 0.10 USD/GB',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    egress_price: {
      value: 0.1,
      unit: 'USD/GB beyond',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    restore_window: { value: 30, unit: 'days max', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    manual_snapshots: {
      value: 100,
      unit: 'snapshots',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
    monitoring_retention: { value: 14, unit: 'days', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
    max_branches: {
      value: 5000,
      unit: 'branches/project',
      source: plansPage,
      asOf: '2026-03-20',
      confidence: 'documented',
    },
  },
  all: {
    cu_memory: { value: 4, unit: 'GB RAM per CU', source: plansPage, asOf: '2026-03-20', confidence: 'documented' },
  },
} as const satisfies PlanFacts

const poolingPage = 'https://neon.com/docs/connect/connection-pooling'

/** How many connections a compute takes: `direct` by its size in compute units, the smallest first. */
export const connectionLimits = {
  direct: [
    [0.25, 104],
    [0.5, 209],
    [1, 419],
    [2, 839],
    [3, 1258],
    [4, 1678],
    [5, 2098],
    [6, 2517],
    [7, 2937],
    [8, 3357],
    [9, 4000],
  ],
  /** Of them, kept for Neon itself. */
  reserved: { value: 7, unit: 'connections', source: poolingPage, asOf: '2026-01-24', confidence: 'documented' },
  pooled: { value: 10_000, unit: 'connections', source: poolingPage, asOf: '2026-01-24', confidence: 'documented' },
} as const
