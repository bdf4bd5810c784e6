export function kernelSources(root: string): string;
export function buildKernels(root: string): Promise<void>;
