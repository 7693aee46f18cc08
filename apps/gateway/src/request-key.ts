/** The key, of 256 bits, with which the gateways of an installation recognize what they gave out. A Buffer. */
export const REQUEST_KEY = Symbol('RequestKey');
