import { table } from './upstash/index.ts'
import { describeOperations } from './table.ts'

describeOperations(table)
