/** Prefixes under which build tools copy a variable into the code that browsers load. */
export const published = /^(?:(?:NEXT_|NUXT_|EXPO_)?PUBLIC|VITE|REACT_APP|GATSBY|VUE_APP)_/
