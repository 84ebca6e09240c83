package tributary.linalg;

final class NetlibGemmTest extends GemmContract {
  NetlibGemmTest() {
    super(NetlibGemm.inJava());
  }
}
