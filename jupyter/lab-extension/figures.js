// Figures in JupyterLab at the size they were made for. `scorebook setup` puts what the build makes of this file, the
// fonts and what JupyterLab wants to know of them (src/cli/jupyter/lab-extension.ts) into the environment.
//
// The extension of the Python package plotly draws the figures. To its renderer it is added here that
// - the picture of a saved figure has the figure's width, where the renderer would show every pixel of it;
// - the picture is not replaced by one of another size as soon as the pointer is over the figure, so that a notebook that
//   was only looked at stays as it was saved;
// - the mode bar stands beside the figure rather than on its legend;
// - under a dark theme a figure is drawn in light ink on no ground, in place of its white picture; what is saved stays;
// - the picture and the plot have the figure's alternative text;
// - text is set in the fonts that the figures were made with, where the machine does not have them.
import { onDarkPage } from "../../src/figures/theme/dark-page.ts";

(() => {
  const type = "application/vnd.plotly.v1+json";
  const base = document.currentScript.src.replace(/[^/]*$/, "");

  /** Loads the fonts that legends are set in, so that Plotly measures with them. */
  async function loadFonts() {
    const faces = await (await fetch(`${base}fonts.json`)).json();
    const added = faces.map(({ family, file, style, weight, range }) => {
      const face = new FontFace(family, `url(${base}${file})`, { style, weight: String(weight), unicodeRange: range });
      document.fonts.add(face);
      return face;
    });
    await Promise.all(added.filter(({ family }) => family === faces[0].family).map((face) => face.load()));
  }
  const fonts = loadFonts().catch((error) =>
    console.warn("scorebook: the fonts of the figures were not loaded:", error),
  );

  /** Beside the figure, on a page that may be light or dark. */
  const modeBar = {
    orientation: "v",
    bgcolor: "rgba(0, 0, 0, 0)",
    color: "rgba(128, 128, 128, 0.6)",
    activecolor: "rgb(128, 128, 128)",
  };

  const isDark = () => document.body.dataset.jpThemeLight === "false";

  /** A figure as it is drawn on this page: its own, or the same in colours for a dark one. */
  function forPage(figure) {
    if (!isDark()) return figure;
    return { ...figure, ...onDarkPage(figure) };
  }

  /** The model that the renderer of a figure gets: the same data, the mode bar upright, and a picture that stays. */
  function forRenderer(widget, model) {
    const figure = forPage(model.data[type]);
    const layout = structuredClone(figure.layout ?? {});
    const { width, height } = layout;
    return {
      trusted: model.trusted,
      metadata: model.metadata,
      data: { ...model.data, [type]: { ...figure, layout: { ...layout, modebar: { ...modeBar, ...layout.modebar } } } },
      // The renderer draws a picture as wide as the cell and stores it.
      async setData(options) {
        if ("image/png" in model.data || isDark()) return;
        if (!(width > 0 && height > 0)) return model.setData(options);
        const picture = await widget.constructor.Plotly.toImage(widget.node, {
          format: "png",
          width,
          height,
          scale: 2,
        });
        model.setData({
          data: { ...model.data, "image/png": picture.split(",")[1] },
          metadata: { ...model.metadata, "image/png": { width, height } },
        });
      },
    };
  }

  /** A widget of plotly's renderer that shows figures at their size. */
  function atItsSize(widget) {
    const render = widget.renderModel.bind(widget);
    widget.renderModel = async (model) => {
      await fonts;
      const { width, height } = model.data[type].layout ?? {};
      const image = widget.node.querySelector("img.plot-img");
      describe(widget.node, image, model);
      const style = image?.style;
      if (style && width > 0 && height > 0) Object.assign(style, { width: `${width}px`, height: `${height}px` });
      await render(forRenderer(widget, model));
      shown.set(widget, model);
      // Of a figure with a picture, the renderer has shown the picture.
      if (isDark() && image && "image/png" in model.data) await drawAnew(widget);
    };
    return widget;
  }

  /** Says what is to be seen, to those who cannot see it: of the picture and of the plot. */
  function describe(node, image, { data, metadata }) {
    const text = metadata["image/png"]?.alt ?? data["text/plain"];
    if (!text) return;
    if (image) image.alt = text;
    node.setAttribute("role", "figure");
    node.setAttribute("aria-label", text);
  }

  /** The figures on the page, and their models. */
  const shown = new Map();

  /** Draws a figure in the colours of the page, in place of its picture. */
  function drawAnew(widget) {
    return widget.createGraph(forRenderer(widget, shown.get(widget)));
  }

  /** Figures follow when the theme becomes dark or light. */
  function followTheme() {
    let wasDark = isDark();
    const follow = () => {
      if (isDark() === wasDark) return;
      wasDark = isDark();
      for (const widget of [...shown.keys()]) {
        if (widget.isDisposed) shown.delete(widget);
        else drawAnew(widget);
      }
    };
    new MutationObserver(follow).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  }

  // The mode bar is made inside the figure, at its right edge.
  const styles = `
    .jp-RenderedPlotly .modebar-container { width: 100%; height: 100%; pointer-events: none; }
    .jp-RenderedPlotly .modebar { right: auto !important; left: 100%; pointer-events: auto; }`;

  function activate(app, rendermime) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));
    // By then every extension has named its renderers, and no notebook is shown yet.
    app.started.then(() => {
      followTheme();
      const factory = rendermime.getFactory(type);
      if (!factory) return;
      const createRenderer = (options) => atItsSize(factory.createRenderer(options));
      rendermime.addFactory({ ...factory, createRenderer }, rendermime.getFactoryRank?.(type) ?? 2);
    });
  }

  let shared = {};
  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["scorebook-figures"] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const [version] = Object.values(shared["@jupyterlab/rendermime"]);
      const { IRenderMimeRegistry } = (await version.get())();
      const plugin = { id: "scorebook-figures:plugin", autoStart: true, requires: [IRenderMimeRegistry], activate };
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
