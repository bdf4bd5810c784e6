export function serve(
  folder: string,
  options?: { readonly port?: number },
): Promise<{ readonly address: string; close(): Promise<void> }>;
