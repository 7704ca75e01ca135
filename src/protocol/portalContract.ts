/**
 * How the process that asks the desktop portal ends where there is no picture. 0 is a picture, or nothing at all if the
 * person changed their mind; every other code is a failure that it words on stderr.
 */
export const portalExits = {
  /** Nobody on the session bus takes screenshots, or there is no bus. */
  noPortal: 10,
  /** The person said no. */
  refused: 11,
  /** Ended by the desktop: for the portal that is also what a "no" in the privacy settings looks like. */
  ended: 12,
  silent: 13,
} as const;

export type PortalFailure = keyof typeof portalExits;

/** What an exit code says; undefined if it is none of these. */
export function portalFailureOf(code: number | undefined): PortalFailure | undefined {
  return (Object.keys(portalExits) as PortalFailure[]).find((failure) => portalExits[failure] === code);
}
