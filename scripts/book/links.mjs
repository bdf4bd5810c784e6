/**
 * The text of a Markdown file with the targets of its links and pictures mapped; what stands in code stays as it is.
 *
 * @param {string} text
 * @param {(target: string) => string} map
 */
export function mapLinks(text, map) {
  // A fenced block, code within a line, or a target in parentheses after a bracket, or in an attribute.
  const parts = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1`*\s*$|`[^`\n]+`|(\]\()([^()\s]+)(\))|(\b(?:href|src)=")([^"]+)(")/gm;
  return text.replace(parts, (whole, _fence, open, target, close, attribute, value, end) => {
    if (target !== undefined) return `${open}${map(target)}${close}`;
    return value === undefined ? whole : `${attribute}${map(value)}${end}`;
  });
}
