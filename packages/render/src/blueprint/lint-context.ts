/** What `lintBlueprint` is told beside the file; what is left out is not judged. */
export interface LintBlueprintContext {
  /** A pipeline deploys these services by a hook or the API. */
  readonly deployedByPipeline?: boolean | undefined
  /** Measured: the most that one instance took with one worker, in MB, by the service's name. */
  readonly peakMemoryMb?: Readonly<Partial<Record<string, number>>> | undefined
  /** Texts of start scripts by their path from the root of the repository: `bash start.sh` is judged by what is in there. */
  readonly files?: Readonly<Partial<Record<string, string>>> | undefined
}
