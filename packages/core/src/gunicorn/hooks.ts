import type { PythonExpression } from '../python/literal.js'

/** A function: Python source of it, or its import path `module.name`. It can stand in a configuration file only. */
export type GunicornHook = PythonExpression | string

/** The functions that gunicorn calls as its processes come and go; the arguments of each are named. */
export interface GunicornHooks {
  /** `(arbiter)`, before the main process starts its work. */
  readonly on_starting?: GunicornHook | undefined
  /** `(arbiter)`, after SIGHUP. */
  readonly on_reload?: GunicornHook | undefined
  /** `(arbiter)`, once the sockets listen and the first workers were started. */
  readonly when_ready?: GunicornHook | undefined
  /** `(arbiter, worker)`, in the main process, before a worker is forked. */
  readonly pre_fork?: GunicornHook | undefined
  /** `(arbiter, worker)`, in the worker, after it was forked. */
  readonly post_fork?: GunicornHook | undefined
  /** `(worker)`, once the worker has loaded the application. */
  readonly post_worker_init?: GunicornHook | undefined
  /** `(worker)`, when the worker got SIGINT or SIGQUIT. */
  readonly worker_int?: GunicornHook | undefined
  /** `(worker)`, when the worker got SIGABRT: mostly after a timeout. */
  readonly worker_abort?: GunicornHook | undefined
  /** `(arbiter)`, before a new main process is executed (SIGUSR2). */
  readonly pre_exec?: GunicornHook | undefined
  /** `(worker, request)`, before a request is handled. */
  readonly pre_request?: GunicornHook | undefined
  /** `(worker, request, environ, response)`, after a request; the last one or two may be left out. */
  readonly post_request?: GunicornHook | undefined
  /** `(arbiter, worker)`, in the main process, after a worker ended. */
  readonly child_exit?: GunicornHook | undefined
  /** `(arbiter, worker)`, in the worker, before it ends. */
  readonly worker_exit?: GunicornHook | undefined
  /** `(arbiter, new, old)`, when the number of workers was changed by a signal; `old` is None the first time. */
  readonly nworkers_changed?: GunicornHook | undefined
  /** `(arbiter)`, before the main process ends. */
  readonly on_exit?: GunicornHook | undefined
  /** `(config, default_factory)`, gives the SSLContext. @since 21.0 */
  readonly ssl_context?: GunicornHook | undefined
  /** `(arbiter)`, before the process of the dirty workers starts. @since 25.0 */
  readonly on_dirty_starting?: GunicornHook | undefined
  /** `(arbiter, worker)`, in a dirty worker, after it was forked. @since 25.0 */
  readonly dirty_post_fork?: GunicornHook | undefined
  /** `(worker)`, once a dirty worker has loaded its applications. @since 25.0 */
  readonly dirty_worker_init?: GunicornHook | undefined
  /** `(arbiter, worker)`, when a dirty worker ends. @since 25.0 */
  readonly dirty_worker_exit?: GunicornHook | undefined
}
