import type { Finding } from '@keelson/core'
import {
  checkAmounts,
  checkLimit,
  checkPlan,
  costLine,
  sourceOf,
  sumCosts,
  type CostEstimate,
} from '@keelson/core/plans'
import { fixedPlans, planFacts, plans } from './plan-facts.js'

export { planFacts }

/** Upstash's plans of a Redis database; `prod_pack` is an addition to a paid one. */
export type RedisPlan = (typeof plans)[number]

/** What a Redis database needs of its plan; what is left out is not judged. */
export interface RedisNeeds {
  readonly plan: RedisPlan
  /** How many databases the account has, with this one. */
  readonly databases?: number
  readonly dataMb?: number
  readonly commandsPerMonth?: number
  /** At its busiest. */
  readonly commandsPerSecond?: number
  readonly bandwidthGbPerMonth?: number
  /** The largest single command, a pipeline included. */
  readonly requestMb?: number
  /** The largest single value. */
  readonly recordMb?: number
  /** Whether something polls it: a queue's worker asks without end, also when nothing is in the queue. */
  readonly queue?: boolean
}

/**
 * Why a Redis database does not fit its plan: data, commands, bandwidth, sizes; empty when it does.
 * https://upstash.com/docs/redis/overall/pricing
 *
 * @example
 * import { fitsPlan } from '@keelson/upstash/plans'
 * const findings = fitsPlan({ plan: 'free', dataMb: 40, commandsPerMonth: 900_000 })
 */
export function fitsPlan(needs: RedisNeeds): Finding[] {
  const { plan, dataMb = 0 } = needs
  checkPlan(plan, plans)
  const facts = planFacts[plan]
  const larger = fixedPlans.find((name) => planFacts[name].data_size.value >= dataMb && name !== plan)
  const fix = plan === 'free' ? 'Take payg, or a fixed plan' : `Take ${larger ?? 'a larger plan'}`
  const checks = [
    ['data-size', 'dataMb', needs.dataMb, facts.data_size, 'MB of data', `${fix}, or give entries an end`],
    ['commands_per_second', 'commandsPerSecond', needs.commandsPerSecond, facts.commands_per_second, 'commands/s', fix],
    ['request_size', 'requestMb', needs.requestMb, facts.max_request_size, 'MB a request', 'Send less at once'],
    ['record_size', 'recordMb', needs.recordMb, facts.max_record_size, 'MB a value', 'Keep large values in a bucket'],
  ] as const
  return [
    ...checks.flatMap(([code, path, need, fact, unit, todo]) =>
      checkLimit({ code, path, need, fact, unit, fix: todo }),
    ),
    ...fitsBandwidth(needs, fix),
    ...(plan === 'free' ? fitsFree(needs) : []),
  ]
}

/** Above the allowance payg costs, and every other plan slows down or stops. */
function fitsBandwidth({ plan, bandwidthGbPerMonth }: RedisNeeds, fix: string): Finding[] {
  return checkLimit({
    code: 'bandwidth',
    path: 'bandwidthGbPerMonth',
    need: bandwidthGbPerMonth,
    fact: planFacts[plan].bandwidth,
    unit: 'GB a month',
    severity: plan === 'payg' ? 'info' : 'error',
    fix: plan === 'payg' ? `${planFacts.payg.bandwidth_price.value} USD for each GB beyond it` : fix,
  })
}

function fitsFree({ commandsPerMonth, databases, queue }: RedisNeeds): Finding[] {
  const { free } = planFacts
  const polled: Finding = {
    code: 'free-polled',
    severity: 'warning',
    path: 'queue',
    message: `a worker that polls every second sends ${(31 * 86_400).toLocaleString('en')} commands a month while it has nothing to do; the plan has ${free.commands.value.toLocaleString('en')}`,
    fix: 'Run the queue elsewhere or eagerly, poll more rarely, or take a fixed plan, which does not count commands',
    source: sourceOf(free.commands),
  }
  return [
    ...(queue ? [polled] : []),
    ...checkLimit({
      code: 'commands',
      path: 'commandsPerMonth',
      need: commandsPerMonth,
      fact: free.commands,
      unit: 'commands a month',
      fix: 'Above it every command is refused: take payg, or a fixed plan, which does not count commands',
    }),
    ...checkLimit({
      code: 'databases',
      path: 'databases',
      need: databases,
      fact: free.databases,
      unit: 'free databases',
      fix: 'Share one by key prefixes, or take payg',
    }),
  ]
}

/** What {@link estimateCost} adds up. */
export interface CostParams {
  readonly plan: RedisPlan
  readonly commandsPerMonth?: number
  readonly dataGb?: number
  readonly bandwidthGbPerMonth?: number
  readonly prodPack?: boolean
}

/**
 * What a Redis database costs a month, by known prices. https://upstash.com/docs/redis/overall/pricing
 *
 * @example
 * import { estimateCost } from '@keelson/upstash/plans'
 * const { usdPerMonth } = estimateCost({ plan: 'payg', commandsPerMonth: 3_000_000 }) // 6
 */
export function estimateCost({
  plan,
  commandsPerMonth = 0,
  dataGb = 0,
  bandwidthGbPerMonth = 0,
  prodPack = false,
}: CostParams): CostEstimate {
  checkPlan(plan, plans)
  checkAmounts({ commandsPerMonth, dataGb, bandwidthGbPerMonth })
  const pack = prodPack ? [costLine('prod pack', 1, planFacts.prod_pack.price)] : []
  if (plan !== 'payg') return sumCosts([costLine(`the plan ${plan}`, 1, planFacts[plan].price), ...pack])
  const { command_price, storage_price, storage_free, bandwidth, bandwidth_price } = planFacts.payg
  const storage = Math.max(0, dataGb - storage_free.value)
  const traffic = Math.max(0, bandwidthGbPerMonth - bandwidth.value)
  return sumCosts([
    costLine(`${commandsPerMonth} commands`, commandsPerMonth / 100_000, command_price),
    costLine(`${storage} GB beyond ${storage_free.value}`, storage, storage_price),
    costLine(`${traffic} GB sent beyond ${bandwidth.value}`, traffic, bandwidth_price),
    ...pack,
  ])
}
