/** The result of work, or an error with the code `timeout` when it takes longer. */
export function within(work, ms) {
  const late = Promise.withResolvers()
  const timer = setTimeout(
    () => late.reject(Object.assign(new Error(`no answer within ${ms} ms`), { code: 'timeout' })),
    ms,
  )
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer))
}
