// The renderer of Plotly's figures in the JupyterLite of the book, an extension for figures by their MIME type. It takes the place of the
// extension of the Python package plotly, which has all of plotly.js, three times as much as the figures use, loads that before
// JupyterLite starts, and draws each figure twice. jupyter/lab-extension/figures.js adds to either renderer what the figures need.

const type = "application/vnd.plotly.v1+json";

/** The height of a figure that names none, in pixels. */
const usualHeight = 360;

interface Trace {
  readonly type?: string;
}

/** What plotly.js draws. */
interface Figure {
  readonly data?: readonly Trace[];
  readonly layout?: { readonly width?: number; readonly height?: number };
  readonly frames?: readonly object[] | undefined;
  readonly config?: object | undefined;
}

/** An output, in JupyterLab's words. */
interface Model {
  readonly data: Readonly<Record<string, unknown>>;
  setData(options: object): void | Promise<void>;
}

interface PlotNode extends HTMLElement {
  /** The traces as plotly.js draws them. */
  readonly _fullData?: readonly Trace[];
}

interface Plotly {
  react(node: HTMLElement, figure: Figure): Promise<PlotNode>;
  purge(node: HTMLElement): void;
  readonly Plots: { resize(node: HTMLElement): Promise<unknown> };
}

/** What is used of the class Widget of @lumino/widgets. */
interface Widget {
  readonly node: HTMLElement;
  readonly isAttached: boolean;
  readonly isVisible: boolean;
  readonly isDisposed: boolean;
  addClass(name: string): void;
  dispose(): void;
}

/** A package of another extension, by its version. */
type Versions = Readonly<Record<string, { get(): Promise<() => unknown> }>>;

const folder = (document.currentScript as HTMLScriptElement).src.replace(/[^/]*$/, "");

let loading: Promise<Plotly> | undefined;

function loadPlotly(): Promise<Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${folder}plotly.js`;
    script.onload = () => resolve((globalThis as unknown as { Plotly: Plotly }).Plotly);
    script.onerror = () => {
      // The next figure tries again.
      loading = undefined;
      reject(new Error("plotly.js could not be loaded."));
    };
    document.head.append(script);
  });
  return loading;
}

function rendererClass(Base: new () => Widget) {
  return class RenderedPlotly extends Base {
    static Plotly: Plotly | null = null;
    readonly #note: HTMLElement;
    /** What is being drawn: a figure is drawn after the one before, never at the same time. */
    #drawing: Promise<void> = Promise.resolve();
    /** What is to be drawn once the widget stands in the page, where plotly.js can measure texts. */
    #waiting: Model | null = null;
    #fitsWidth = false;

    constructor() {
      super();
      this.addClass("jp-RenderedPlotly");
      this.#note = document.createElement("p");
    }

    renderModel(model: Model): Promise<void> {
      return this.createGraph(model);
    }

    createGraph(model: Model): Promise<void> {
      if (!this.isAttached) {
        this.#waiting = model;
        return Promise.resolve();
      }
      this.#waiting = null;
      this.#drawing = this.#drawing.catch(() => {}).then(() => this.#draw(model));
      return this.#drawing;
    }

    onAfterAttach(): void {
      if (this.#waiting) this.createGraph(this.#waiting).catch(console.warn);
    }

    onAfterShow(): void {
      this.#fit();
    }

    onResize(): void {
      this.#fit();
    }

    override dispose(): void {
      if (this.isDisposed) return;
      RenderedPlotly.Plotly?.purge(this.node);
      super.dispose();
    }

    async #draw(model: Model): Promise<void> {
      const prompt = this.node.closest(".jp-CodeCell")?.querySelector(".jp-InputPrompt");
      const isRunning = prompt?.textContent.includes("*") ?? false;
      const plotly = await loadPlotly();
      RenderedPlotly.Plotly = plotly;
      if (this.isDisposed) return;
      // plotly.js writes into what it draws, and the figure belongs to the notebook.
      const { data = [], layout = {}, frames, config } = structuredClone(model.data[type]) as Figure;
      this.#fitsWidth = layout.width === undefined;
      const height = layout.height ?? usualHeight;
      const node = await plotly.react(this.node, { data, layout: { ...layout, height }, frames, config });
      this.#tellUnknown(data, node._fullData ?? []);
      if (!isRunning) return;
      // The notebook gets a picture of a new figure, for pages that draw none, when there is time. A figure that the notebook had
      // before gets none, so that a notebook that was only looked at stays as it was.
      const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
      whenIdle(() => {
        if (!this.isDisposed) Promise.resolve(model.setData({})).catch(console.warn);
      });
    }

    /** Says which traces are drawn as something else, since the parts of plotly.js that are here do not know them. */
    #tellUnknown(wanted: readonly Trace[], drawn: readonly Trace[]): void {
      const unknown = wanted.filter((trace, k) => trace.type && drawn[k]?.type !== trace.type);
      const types = [...new Set(unknown.map((trace) => trace.type))].join(", ");
      this.#note.textContent = `The part of plotly.js that this site serves does not draw: ${types}. JupyterLab draws all types, by npm run lab.`;
      if (unknown.length > 0) this.node.append(this.#note);
      else this.#note.remove();
    }

    /** A figure that names no width has that of its cell. */
    #fit(): void {
      if (this.#fitsWidth && this.isVisible) RenderedPlotly.Plotly?.Plots.resize(this.node).catch(() => {});
    }
  };
}

let shared: Readonly<Record<string, Versions>> = {};
const page = globalThis as unknown as { _JUPYTERLAB?: Record<string, object> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB["scorebook-plotly"] = {
  init(scope: Readonly<Record<string, Versions>>): void {
    shared = scope;
  },
  async get() {
    const [version] = Object.values(shared["@lumino/widgets"]);
    const { Widget } = (await version.get())() as { readonly Widget: new () => Widget };
    const Renderer = rendererClass(Widget);
    // Nearly every chapter has a figure: plotly.js is fetched while JupyterLite starts, and runs when a figure is drawn.
    document.head.append(
      Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: `${folder}plotly.js` }),
    );
    const extension = {
      id: "scorebook-plotly:factory",
      rendererFactory: { safe: true, mimeTypes: [type], createRenderer: () => new Renderer() },
      rank: 2,
      dataType: "json",
    };
    return () => ({ __esModule: true, default: [extension] });
  },
};
