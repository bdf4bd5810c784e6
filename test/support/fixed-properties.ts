import fc from "fast-check";

/** Property tests use the same cases in every run, so that a failure can be reproduced. */
fc.configureGlobal({ seed: 20 });
