/** What the installation holds, and how long it is watched. */
export interface Sizes {
  readonly organizations: number;
  /** Of each organization, besides its primary one. */
  readonly additionalCredentials: number;
  readonly plansPerOrganization: number;
  readonly events: number;
  readonly steady: { readonly perSecond: number; readonly seconds: number };
  readonly saturated: { readonly clients: number; readonly seconds: number };
  readonly reads: number;
  readonly searches: number;
  readonly starts: number;
}

export const FULL: Sizes = {
  organizations: 1_000,
  additionalCredentials: 4,
  plansPerOrganization: 2,
  events: 1_000_000,
  steady: { perSecond: 100, seconds: 20 },
  saturated: { clients: 32, seconds: 10 },
  reads: 300,
  searches: 200,
  starts: 3,
};

export const QUICK: Sizes = {
  organizations: 5,
  additionalCredentials: 4,
  plansPerOrganization: 2,
  events: 2_000,
  steady: { perSecond: 20, seconds: 1 },
  saturated: { clients: 4, seconds: 1 },
  reads: 5,
  searches: 5,
  starts: 1,
};
