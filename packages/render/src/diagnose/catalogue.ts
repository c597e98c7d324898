import type { CatalogueEntry } from './catalogue-entry.js'
import { buildCauses } from './causes-build.js'
import { dataCauses } from './causes-data.js'
import { installCauses } from './causes-install.js'
import { platformCauses } from './causes-platform.js'
import { servingCauses } from './causes-serving.js'
import { startCauses } from './causes-start.js'

/** Every known reason for which a deploy fails; of two that are as good as each other, the first here is named first. */
export const catalogue: readonly CatalogueEntry[] = [
  ...platformCauses,
  ...installCauses,
  ...buildCauses,
  ...startCauses,
  ...servingCauses,
  ...dataCauses,
]
