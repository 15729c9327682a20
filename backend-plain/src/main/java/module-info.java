/** The backend in pure Java, found as a service: nothing of it is for others to call. */
module samegrad.plain {
  requires jdk.management; // says what the JVM's compiler can do
  requires samegrad;
  requires static jdk.incubator.vector; // without it, the scalar kernels
  requires static org.jspecify;

  provides samegrad.spi.BackendProvider with
      samegrad.plain.PlainProvider;
}
