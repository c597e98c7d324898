/** Where a program runs, as its environment tells it; what it does not tell is left out. */
export interface DetectedPlatform {
  readonly name: PlatformName
  /** `build`: what is set at run time may be missing. `pipeline`: neither build nor service of a platform. */
  readonly phase?: 'build' | 'run' | 'pipeline' | undefined
  /** As the platform knows it; one without environments (Render, Fly) says at most that it is a preview. */
  readonly environment?: 'production' | 'preview' | 'development' | undefined
  /** Where visitors reach it, with scheme; of a preview, its own address. */
  readonly url?: string | undefined
  readonly commit?: string | undefined
  readonly branch?: string | undefined
  readonly region?: string | undefined
  /** Tells instances of the same service apart. */
  readonly instance?: string | undefined
}

/** Platforms that {@link detectPlatform} knows. */
export type PlatformName =
  | 'aws-lambda'
  | 'ci'
  | 'cloudflare-pages'
  | 'cloudflare-workers'
  | 'fly'
  | 'github-actions'
  | 'heroku'
  | 'kubernetes'
  | 'netlify'
  | 'railway'
  | 'render'
  | 'vercel'

/** A variable's trimmed text; `undefined` when it is missing, empty, or says no. */
export type ReadVariable = (name: string) => string | undefined

/** A host as URL; some platforms give only its name. */
export function toUrl(host: string | undefined): string | undefined {
  return host && `https://${host}`
}
