/**
 * One network, every backend, the same gradients: tensors, autograd, the network, the verification
 * and what a backend implements. Backends are modules of their own, found as services.
 *
 * <p>The command line is no part of the module's face: it starts further JVMs with its own class
 * path, and so runs from there.
 */
@SuppressWarnings("module") // the kit's is built after this one
module samegrad {
  requires transitive com.fasterxml.jackson.databind;
  requires static info.picocli; // this and the next are the command line's alone
  requires static java.management;
  requires static transitive org.jspecify;

  exports samegrad;
  exports samegrad.autograd;
  exports samegrad.check;
  exports samegrad.explain;
  exports samegrad.files;
  exports samegrad.json to
      samegrad.conformance;
  exports samegrad.measure;
  exports samegrad.network;
  exports samegrad.shard;
  exports samegrad.spi;
  exports samegrad.tensor;
  exports samegrad.train;
  exports samegrad.verify;

  uses samegrad.cli.console.Subcommand;
  uses samegrad.shard.ShardedGradients.Provider;
  uses samegrad.spi.BackendProvider;
}
