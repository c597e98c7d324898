/** Addresses that may connect from outside of Render: `203.0.113.0/24`, and what they are. */
export interface IpAllowListEntry {
  readonly cidrBlock: string
  readonly description: string
}
