// A plugin of TypeDoc: what is exported is listed by what it is about, which its folder says.
import { Comment, Converter, ReflectionKind } from "typedoc";

const GROUPS = {
  density: "Densities",
  reconstruction: "Optimal reconstructions",
  autoencoder: "Auto-encoders",
  sampling: "Sampling",
  claims: "Claims",
  figures: "Figures",
  numerics: "Numerics",
  files: "Files",
  notebook: "Notebooks",
};

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.SomeExport)) {
      const file =
        reflection.sources?.[0]?.fullFileName ?? reflection.signatures?.[0]?.sources?.[0]?.fullFileName ?? "";
      const folder = /\/src\/([a-z]+)\//.exec(file.replaceAll("\\", "/"))?.[1];
      if (!folder || !(folder in GROUPS)) continue;
      const owners = reflection.signatures ?? [reflection];
      for (const owner of owners) {
        owner.comment ??= new Comment();
        owner.comment.blockTags.push({ tag: "@group", content: [{ kind: "text", text: GROUPS[folder] }] });
      }
    }
  });
}
