export function mapLinks(text: string, map: (target: string) => string): string;
