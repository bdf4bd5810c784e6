export function kernelSources(root: string): string;
export function buildKernels(root: string, to: string, last: string): Promise<void>;
