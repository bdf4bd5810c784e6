import { PageConfig, URLExt } from "@jupyterlab/coreutils";
import type { ServiceManager } from "@jupyterlab/services";
import { IKernelClient, IKernelSpecs } from "@jupyterlite/services";
import { contentsFiles } from "./contents-files.ts";
import { readModules, TypeScriptKernel, typesUrl } from "./kernel.ts";
import type { LanguageService } from "./protocol.ts";
import { publishedFiles } from "./published-files.ts";
import { readSettings } from "./settings.ts";
import { publishedCells } from "./stored-outputs.ts";
import { WorkerClient } from "./worker-port.ts";

const id = "jupyterlite-typescript-kernel:kernel";

/** The plugin's settings, in `litePluginSettings` of `jupyter-lite.json`. */
interface Settings {
  /** Address of the JSON file with the modules that cells can import, relative to the site. */
  readonly modules?: string;
  /**
   * Names of modules that nearly every notebook imports. Where there are some, the workers start with the page, and read these modules
   * before a cell asks for them. Default: the workers start with the first kernel.
   */
  readonly preload?: readonly string[];
  /** The name of the kernel in notebooks; default `tslab`, the name of the kernel for TypeScript outside of the browser. */
  readonly name?: string;
}

/** What is used of JupyterLite's application. */
export interface Application {
  readonly serviceManager: ServiceManager.IManager;
}

/** Where the extension's files are. */
const staticUrl = new URL(".", import.meta.url);

export const kernelPlugin = {
  id,
  autoStart: true,
  requires: [IKernelSpecs, IKernelClient],
  activate: (app: Application, specs: IKernelSpecs, client: IKernelClient) => {
    const settings = readSettings<Settings>(id);
    const name = settings.name ?? "tslab";
    const base = PageConfig.getBaseUrl();
    const filesUrl = URLExt.join(base, "files/");
    const kernels = new Map<string, TypeScriptKernel>();
    const worker = (file: string): Worker => new Worker(new URL(file, staticUrl), { type: "module" });
    const modulesUrl = settings.modules ? new URL(settings.modules, base).href : null;
    const preload = settings.preload ?? [];
    let language: Worker | undefined;
    const languageWorker = (onError: (message: string) => void): MessagePort => {
      language ??= worker("language-worker.js");
      language.addEventListener("error", (event) => onError(event.message));
      const { port1, port2 } = new MessageChannel();
      language.postMessage(null, [port2]);
      return port1;
    };
    /** The worker of the first kernel. */
    let early: Worker | undefined;
    if (preload.length > 0) {
      early = worker("execution-worker.js");
      // What this session reads of the declarations, those of the kernels need not read again.
      const client = new WorkerClient<LanguageService>(languageWorker((message) => client.fail(message)));
      readModules(modulesUrl)
        .then(({ types }) => client.service.start(typesUrl(types, modulesUrl), preload))
        // The first kernel tries again, and tells of it.
        .catch(() => {});
    }
    const logo = new URL("logo.svg", staticUrl).href;
    specs.register({
      spec: {
        name,
        display_name: "TypeScript",
        language: "typescript",
        argv: [],
        resources: { "logo-svg": logo, "logo-64x64": logo, "logo-32x32": logo },
      },
      create: async (options) => {
        const kernel = new TypeScriptKernel({
          ...options,
          modulesUrl,
          preload,
          filesUrl,
          contents: contentsFiles(app.serviceManager.contents, () => publishedFiles(base)),
          publishedCells: async () => publishedCells(options.location, filesUrl, await publishedFiles(base)),
          languageWorker,
          startExecutionWorker: () => {
            const started = early ?? worker("execution-worker.js");
            early = undefined;
            return started;
          },
        });
        kernels.set(kernel.id, kernel);
        kernel.disposed.connect(() => {
          if (kernels.get(kernel.id) === kernel) kernels.delete(kernel.id);
        });
        return kernel;
      },
    });
    // JupyterLite's own interrupt cancels the cells that wait; the one that runs is told here.
    const interrupt = client.interrupt.bind(client);
    client.interrupt = async (kernelId: string) => {
      kernels.get(kernelId)?.interrupt();
      await interrupt(kernelId);
    };
  },
};
