// Runs the scenario in the runtime that executes this file: node in-process.ts '{"render":"http://127.0.0.1:…",…}'
import { runScenario, type VendorUrls } from './scenario.ts'

const [urls = '{}'] = process.argv.slice(2)
console.log(JSON.stringify(await runScenario(JSON.parse(urls) as VendorUrls)))
