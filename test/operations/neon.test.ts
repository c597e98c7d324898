import { table } from './neon/index.ts'
import { describeOperations } from './table.ts'

describeOperations(table)
