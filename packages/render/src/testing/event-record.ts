/** Something that happened, as the fake keeps it. */
export interface FakeEvent {
  readonly id: string
  readonly sequence: number
  readonly serviceId: string
  readonly type: string
  /** In milliseconds since 1970. */
  readonly date: number
  readonly details: object
}
