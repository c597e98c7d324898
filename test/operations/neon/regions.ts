import * as neon from '@keelson/neon'
import { row } from './world.ts'

export const rows = [
  row({
    operation: 'listRegions',
    call: ({ client }) => neon.listRegions(client),
    requests: ['GET /regions?org_id=org-1'],
    answer: [
      { region_id: 'aws-eu-central-1', default: true },
      { region_id: 'aws-us-east-1', default: false },
      { region_id: 'aws-us-east-2' },
      { region_id: 'aws-us-west-2' },
    ],
  }),
]
