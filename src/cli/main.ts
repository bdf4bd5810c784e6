#!/usr/bin/env node
console.log("scorebook");
