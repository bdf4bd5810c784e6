export function kernelSources(root: string): string;
export function buildKernel(root: string, to: string, last: string): Promise<void>;
