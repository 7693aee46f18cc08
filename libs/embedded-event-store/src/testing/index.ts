export { ClusterNode } from './cluster-node.ts';
export { openClusterStorage } from './cluster-storage.ts';
export { selfSignedCertificate } from './self-signed-certificate.ts';
