// What three authors state about the findings of the estate (OpenVEX), partly against each other and over time.
import { digestOf, REGISTRY } from './trivy-file.mjs';

const BASE_IMAGES = 'Brightwater Base Images';
const PRODUCT_SECURITY = 'Brightwater Product Security';
const INCIDENT_RESPONSE = 'Brightwater Incident Response';

const pkg = (...purls) => purls.map((purl) => ({ '@id': purl }));
const deb = (...names) => pkg(...names.map((name) => `pkg:deb/debian/${encodeURIComponent(name)}`));
const apk = (...names) => pkg(...names.map((name) => `pkg:apk/alpine/${name}`));

const image = (name, ...parts) => ({
  '@id': `pkg:oci/${name}?repository_url=${REGISTRY}/${name}`,
  ...(parts.length > 0 && { subcomponents: pkg(...parts) }),
});

const notAffected = (justification, impact) => ({
  status: 'not_affected',
  justification,
  impact_statement: impact,
});

const state = (vulnerabilities, products, statement) =>
  vulnerabilities.map((name) => ({ vulnerability: { name }, products, ...statement }));

const document = (id, author, timestamp, statements) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': `https://security.brightwater.example/vex/${id}`,
  author,
  timestamp,
  version: 1,
  statements: statements.flat(),
});

/** The team that builds the base images speaks about packages in all of them. */
const baseImages = document('base-images', BASE_IMAGES, '2025-02-03T09:00:00Z', [
  state(
    ['CVE-2010-4756', 'CVE-2018-20796', 'CVE-2019-1010022', 'CVE-2019-9192'],
    deb('libc6', 'libc-bin'),
    notAffected(
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'No service passes foreign patterns to glob or regcomp.',
    ),
  ),
  state(
    ['CVE-2013-4392', 'CVE-2023-31437', 'CVE-2023-31438', 'CVE-2023-31439'],
    deb('libsystemd0', 'libudev1'),
    notAffected('component_not_present', 'The libraries are installed, systemd and its journal are not.'),
  ),
  state(
    ['CVE-2023-7008', 'CVE-2023-50387', 'CVE-2023-50868'],
    deb('libsystemd0', 'libudev1'),
    notAffected('component_not_present', 'No image runs the resolver.'),
  ),
  state(
    ['CVE-2005-2541'],
    deb('tar'),
    notAffected('inline_mitigations_already_exist', 'Archives are never unpacked as root.'),
  ),
  state(
    ['CVE-2023-45853'],
    deb('zlib1g'),
    notAffected('vulnerable_code_not_present', 'The package is built without minizip.'),
  ),
  state(
    ['CVE-2007-5686', 'CVE-2023-29383'],
    deb('login', 'passwd'),
    notAffected('vulnerable_code_not_in_execute_path', 'Nobody logs in to a container.'),
  ),
  state(
    ['CVE-2011-3374'],
    deb('apt', 'libapt-pkg6.0'),
    notAffected(
      'vulnerable_code_not_in_execute_path',
      'Packages are installed at build time from a pinned mirror.',
    ),
  ),
  state(
    ['CVE-2024-28085'],
    deb('libblkid1', 'libmount1', 'libsmartcols1', 'libuuid1', 'mount', 'util-linux'),
    notAffected('vulnerable_code_not_present', 'The tool wall is removed from the images.'),
  ),
  state(['CVE-2023-31484'], deb('perl-base'), { status: 'under_investigation' }),
  state(['CVE-2023-4911'], deb('libc6', 'libc-bin'), {
    status: 'not_affected',
    impact_statement: 'No set-user-id program is left in the images.',
  }),
  state(['CVE-2023-4039', 'CVE-2022-27943'], deb('gcc-12-base', 'libgcc-s1', 'libstdc++6'), {
    status: 'affected',
    action_statement: 'Taken with the next distribution release.',
  }),
  state(
    ['CVE-2023-42363', 'CVE-2023-42364', 'CVE-2023-42365', 'CVE-2023-42366'],
    apk('busybox', 'busybox-binsh', 'ssl_client'),
    notAffected('vulnerable_code_not_in_execute_path', 'No start script uses awk.'),
  ),
]);

/** Product security speaks about products, and about Go modules in the older form of the format. */
const productSecurity = document('product-security', PRODUCT_SECURITY, '2025-03-17T12:30:00Z', [
  state(
    ['CVE-2016-1000027'],
    [
      image('payments-api', 'pkg:maven/org.springframework/spring-web'),
      image('search-indexer', 'pkg:maven/org.springframework/spring-web'),
    ],
    notAffected('vulnerable_code_not_in_execute_path', 'HTTP invoker is not configured.'),
  ),
  state(
    ['CVE-2021-44228', 'CVE-2021-45046'],
    [image('payments-api', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1')],
    notAffected('vulnerable_code_not_present', 'The class JndiLookup is removed from the archive.'),
  ),
  state(
    ['CVE-2021-44228', 'CVE-2021-45046'],
    [image('search-indexer', 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1')],
    { status: 'fixed' },
  ),
  state(['CVE-2022-22965'], [image('payments-api'), image('search-indexer')], {
    status: 'not_affected',
    impact_statement: 'Deployed as an executable archive.',
  }),
  state(
    ['CVE-2022-1471', 'CVE-2022-25857'],
    pkg('pkg:maven/org.yaml/snakeyaml@1.28'),
    notAffected(
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'Only configuration files of the image are parsed.',
    ),
  ),
  state(
    ['CVE-2024-50379', 'CVE-2024-56337', 'CVE-2025-24813'],
    pkg('pkg:maven/org.apache.tomcat.embed/tomcat-embed-core'),
    notAffected('vulnerable_code_not_in_execute_path', 'The default servlet is read-only.'),
  ),
  state(
    ['CVE-2023-29017', 'CVE-2023-30547', 'CVE-2023-32314', 'CVE-2023-37466', 'CVE-2023-37903'],
    [image('catalog-api', 'pkg:npm/vm2')],
    notAffected(
      'vulnerable_code_not_in_execute_path',
      'Only templates of the service itself run in the sandbox.',
    ),
  ),
  state(
    ['CVE-2023-29017', 'CVE-2023-30547', 'CVE-2023-32314', 'CVE-2023-37466', 'CVE-2023-37903'],
    [image('customer-portal', 'pkg:npm/vm2')],
    { status: 'not_affected', impact_statement: 'The package is a leftover of the build.' },
  ),
  state(
    ['CVE-2023-38545', 'CVE-2023-38546'],
    [...deb('curl', 'libcurl4'), ...apk('curl', 'libcurl')],
    notAffected('vulnerable_code_cannot_be_controlled_by_adversary', 'No SOCKS proxy is configured.'),
  ),
  state(['CVE-2023-4863'], [image('invoice-renderer', 'pkg:deb/debian/libwebp7', 'pkg:pypi/pillow')], {
    status: 'affected',
    action_statement: 'Rebuild on the next base image.',
  }),
  state(
    ['CVE-2023-37920', 'CVE-2022-23491'],
    pkg('pkg:pypi/certifi@2021.5.30'),
    notAffected('component_not_present', 'The system trust store replaces the bundle.'),
  ),
  state(
    ['CVE-2024-6387', 'CVE-2023-38408'],
    [
      {
        '@id': `pkg:oci/build-agent@${encodeURIComponent(digestOf(`manifest ${REGISTRY}/build-agent:6.3.0`))}`,
        subcomponents: deb('openssh-client'),
      },
    ],
    notAffected('component_not_present', 'Neither server nor agent is installed.'),
  ),
]);

const goModules = {
  ...document('go-modules', PRODUCT_SECURITY, '2025-01-20T15:45:00+02:00', [
    {
      vulnerability: 'GHSA-v778-237x-gjrc',
      products: ['pkg:golang/golang.org/x/crypto@v0.6.0', 'pkg:golang/golang.org/x/crypto@v0.22.0'],
      ...notAffected('vulnerable_code_not_in_execute_path', 'No service is an SSH server.'),
    },
    {
      vulnerability: 'CVE-2024-24790',
      products: ['pkg:golang/stdlib@v1.20.5', 'pkg:golang/stdlib@v1.22.2'],
      ...notAffected('vulnerable_code_not_in_execute_path', 'Addresses are compared after normalisation.'),
    },
    { vulnerability: 'CVE-2022-32149', products: ['pkg:golang/golang.org/x/text@v0.3.7'], status: 'fixed' },
    {
      vulnerability: 'CVE-2023-39325',
      products: ['pkg:golang/stdlib', 'pkg:golang/golang.org/x/net'],
      status: 'affected',
      action_statement: 'Limit concurrent streams at the router.',
    },
  ]),
  '@context': 'https://openvex.dev/ns/v0.0.1',
  version: '1',
};

/** Incident response comes later and takes some of it back. */
const incidentResponse = document('incident-response', INCIDENT_RESPONSE, '2025-05-13T06:10:00Z', [
  state(
    ['CVE-2021-44228', 'CVE-2021-45046'],
    [image('search-indexer', 'pkg:maven/org.apache.logging.log4j/log4j-core')],
    { status: 'affected', action_statement: 'The patched archive is not the one that is deployed.' },
  ),
  state(
    ['CVE-2024-50379', 'CVE-2024-56337'],
    [image('identity-provider', 'pkg:maven/org.apache.tomcat.embed/tomcat-embed-core')],
    { status: 'under_investigation' },
  ),
  state(['CVE-2023-4911'], [image('payments-api', 'pkg:deb/debian/libc6', 'pkg:deb/debian/libc-bin')], {
    status: 'affected',
    action_statement: 'A set-user-id program came back with the agent.',
  }),
  state(['CVE-2023-31484'], deb('perl-base'), {
    status: 'affected',
    action_statement: 'Remove the CPAN client.',
  }),
  state(['CVE-2023-45853'], [image('ledger-service', 'pkg:deb/debian/zlib1g')], {
    status: 'affected',
    timestamp: '2025-01-11T18:00:00Z',
    action_statement: 'Confirmed before the build was checked.',
  }),
]);

/** The OpenVEX documents by file name. */
export const VEX_DOCUMENTS = {
  'base-images.openvex.json': baseImages,
  'product-security.openvex.json': productSecurity,
  'go-modules.openvex.json': goModules,
  'incident-response.openvex.json': incidentResponse,
};
