/** Vite's: the modules whose paths match, loaded. */
interface ImportMeta {
  glob(patterns: readonly string[], options: { readonly eager: true }): Record<string, object>
}
