import { table } from './render/index.ts'
import { describeOperations } from './table.ts'

describeOperations(table)
