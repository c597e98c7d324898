/** Prefixes under which build tools copy a variable into the code that browsers load. */
export const published = /^(?:(?:NEXT_|NUXT_|EXPO_)?PUBLIC|VITE|REACT_APP|GATSBY|VUE_APP)_/

/** What keys look like that open something by themselves; keys made for browsers (`pk_live_`, `AIza`) are not among them. */
export const keyShape =
  /\b(?:[sr]k_live_|rnd_\w{20}|napi_|npg_|gh[opsu]_\w{30}|github_pat_|xox[bp]-|sk-[\w-]{20})|PRIVATE KEY-|:\/\/[^\s/@]*:[^\s/@]+@/
