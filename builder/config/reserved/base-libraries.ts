/** Libraries of the base system. As of 2026-11: written by renew.sh. */
export const LIBRARIES = `
/usr/lib: libsupp.a os-release sftp-server
/usr/lib/x86_64-linux-gnu: ld-linux-x86-64.so.2 libBrokenLocale.so.1 libacl.so.1 libacl.so.1.1.2301
/usr/lib/x86_64-linux-gnu: libacl.so.1.1.2302 libacl.so.1.2.2400 libada-url0.so.3 libada-url0.so.3.4.4 libanl.so.1
/usr/lib/x86_64-linux-gnu: libapparmor.so.1 libapparmor.so.1.24.2 libapparmor.so.1.24.4 libapparmor.so.1.8.4
/usr/lib/x86_64-linux-gnu: libapt-pkg.so.6.0 libapt-pkg.so.6.0.0 libapt-pkg.so.7.0 libapt-pkg.so.7.0.0
/usr/lib/x86_64-linux-gnu: libapt-private.so.0.0 libapt-private.so.0.0.0 libargon2.so.1 libatomic.so.1
/usr/lib/x86_64-linux-gnu: libatomic.so.1.2.0 libattr.so.1 libattr.so.1.1.2501 libattr.so.1.1.2502
/usr/lib/x86_64-linux-gnu: libattr.so.1.1.2600 libaudit.so.1 libaudit.so.1.0.0 libbind9-9.18.49-1~deb12u3-Debian.so
/usr/lib/x86_64-linux-gnu: libblkid.so.1 libblkid.so.1.1.0 libbpf.so.1 libbpf.so.1.1.2 libbpf.so.1.5.0
/usr/lib/x86_64-linux-gnu: libbpf.so.1.7.0 libbrotlicommon.so.1 libbrotlicommon.so.1.0.9 libbrotlicommon.so.1.1.0
/usr/lib/x86_64-linux-gnu: libbrotlicommon.so.1.2.0 libbrotlidec.so.1 libbrotlidec.so.1.0.9 libbrotlidec.so.1.1.0
/usr/lib/x86_64-linux-gnu: libbrotlidec.so.1.2.0 libbrotlienc.so.1 libbrotlienc.so.1.0.9 libbrotlienc.so.1.1.0
/usr/lib/x86_64-linux-gnu: libbrotlienc.so.1.2.0 libbsd.so.0 libbsd.so.0.11.7 libbsd.so.0.12.2 libbz2.so.1
/usr/lib/x86_64-linux-gnu: libbz2.so.1.0 libbz2.so.1.0.4 libc.so.6 libc_malloc_debug.so.0 libcap-ng.so.0
/usr/lib/x86_64-linux-gnu: libcap-ng.so.0.0.0 libcap.so.2 libcap.so.2.66 libcap.so.2.75 libcap.so.2.78 libcares.so.2
/usr/lib/x86_64-linux-gnu: libcares.so.2.19.7 libcares.so.2.19.8 libcares.so.2.5.1 libcbor.so.0.10 libcbor.so.0.10.2
/usr/lib/x86_64-linux-gnu: libcbor.so.0.8 libcbor.so.0.8.0 libcom_err.so.2 libcom_err.so.2.1 libcrypt.so.1
/usr/lib/x86_64-linux-gnu: libcrypt.so.1.1.0 libcrypto.so.3 libcryptsetup.so.12 libcryptsetup.so.12.9.0
/usr/lib/x86_64-linux-gnu: libcurl-gnutls.so.3 libcurl-gnutls.so.4 libcurl-gnutls.so.4.8.0 libdb-5.3.so
/usr/lib/x86_64-linux-gnu: libdbus-1.so.3 libdbus-1.so.3.32.4 libdbus-1.so.3.38.3 libdebconfclient.so.0
/usr/lib/x86_64-linux-gnu: libdebconfclient.so.0.0.0 libdevmapper.so.1.02.1 libdl.so.2
/usr/lib/x86_64-linux-gnu: libdns-9.18.49-1~deb12u3-Debian.so libdns-9.20.30-1-Debian.so
/usr/lib/x86_64-linux-gnu: libdns-9.20.30-1~deb13u1-Debian.so libdrop_ambient.so.0 libdrop_ambient.so.0.0.0
/usr/lib/x86_64-linux-gnu: libduktape.so.207 libe2p.so.2 libe2p.so.2.3 libedit.so.2 libedit.so.2.0.70
/usr/lib/x86_64-linux-gnu: libedit.so.2.0.75 libedit.so.2.0.78 libelf-0.188.so libelf-0.192.so libelf-0.196.so
/usr/lib/x86_64-linux-gnu: libelf.so.1 libexpat.so.1 libexpat.so.1.13.0 libexpat.so.1.8.10 libexpatw.so.1
/usr/lib/x86_64-linux-gnu: libexpatw.so.1.13.0 libexpatw.so.1.8.10 libext2fs.so.2 libext2fs.so.2.4 libfdisk.so.1
/usr/lib/x86_64-linux-gnu: libfdisk.so.1.1.0 libffi.so.8 libffi.so.8.1.2 libffi.so.8.1.4 libffi.so.8.5.0
/usr/lib/x86_64-linux-gnu: libfido2.so.1 libfido2.so.1.12.0 libfido2.so.1.15.0 libfido2.so.1.17.0 libformw.so.6
/usr/lib/x86_64-linux-gnu: libformw.so.6.4 libformw.so.6.5 libformw.so.6.6 libfstrm.so.0 libfstrm.so.0.1.0
/usr/lib/x86_64-linux-gnu: libgcc_s.so.1 libgcrypt.so.20 libgcrypt.so.20.4.1 libgdbm.so.6 libgdbm.so.6.0.0
/usr/lib/x86_64-linux-gnu: libgdbm_compat.so.4 libgdbm_compat.so.4.0.0 libgio-2.0.so.0 libgio-2.0.so.0.7400.6
/usr/lib/x86_64-linux-gnu: libgio-2.0.so.0.8400.4 libgio-2.0.so.0.9000.1 libglib-2.0.so.0 libglib-2.0.so.0.7400.6
/usr/lib/x86_64-linux-gnu: libglib-2.0.so.0.8400.4 libglib-2.0.so.0.9000.1 libgmodule-2.0.so.0
/usr/lib/x86_64-linux-gnu: libgmodule-2.0.so.0.7400.6 libgmodule-2.0.so.0.8400.4 libgmodule-2.0.so.0.9000.1
/usr/lib/x86_64-linux-gnu: libgmp.so.10 libgmp.so.10.4.1 libgmp.so.10.5.0 libgnutls.so.30 libgnutls.so.30.34.3
/usr/lib/x86_64-linux-gnu: libgnutls.so.30.40.3 libgnutls.so.30.42.0 libgobject-2.0.so.0 libgobject-2.0.so.0.7400.6
/usr/lib/x86_64-linux-gnu: libgobject-2.0.so.0.8400.4 libgobject-2.0.so.0.9000.1 libgpg-error.so.0
/usr/lib/x86_64-linux-gnu: libgpg-error.so.0.33.1 libgssapi_krb5.so.2 libgssapi_krb5.so.2.2 libgthread-2.0.so.0
/usr/lib/x86_64-linux-gnu: libgthread-2.0.so.0.7400.6 libgthread-2.0.so.0.8400.4 libgthread-2.0.so.0.9000.1
/usr/lib/x86_64-linux-gnu: libhdr_histogram.so.6 libhdr_histogram.so.6.1.3 libhistory.so.8 libhistory.so.8.2
/usr/lib/x86_64-linux-gnu: libhistory.so.8.3 libhogweed.so.6 libhogweed.so.6.10 libhogweed.so.6.11 libhogweed.so.6.6
/usr/lib/x86_64-linux-gnu: libicudata.so.72 libicudata.so.72.1 libicudata.so.76 libicudata.so.76.1 libicudata.so.78
/usr/lib/x86_64-linux-gnu: libicudata.so.78.3 libicui18n.so.72 libicui18n.so.72.1 libicui18n.so.76 libicui18n.so.76.1
/usr/lib/x86_64-linux-gnu: libicui18n.so.78 libicui18n.so.78.3 libicuio.so.72 libicuio.so.72.1 libicuio.so.76
/usr/lib/x86_64-linux-gnu: libicuio.so.76.1 libicuio.so.78 libicuio.so.78.3 libicutest.so.72 libicutest.so.72.1
/usr/lib/x86_64-linux-gnu: libicutest.so.76 libicutest.so.76.1 libicutest.so.78 libicutest.so.78.3 libicutu.so.72
/usr/lib/x86_64-linux-gnu: libicutu.so.72.1 libicutu.so.76 libicutu.so.76.1 libicutu.so.78 libicutu.so.78.3
/usr/lib/x86_64-linux-gnu: libicuuc.so.72 libicuuc.so.72.1 libicuuc.so.76 libicuuc.so.76.1 libicuuc.so.78
/usr/lib/x86_64-linux-gnu: libicuuc.so.78.3 libidn2.so.0 libidn2.so.0.3.8 libidn2.so.0.4.0 libip4tc.so.2
/usr/lib/x86_64-linux-gnu: libip4tc.so.2.0.0 libirs-9.18.49-1~deb12u3-Debian.so libisc-9.18.49-1~deb12u3-Debian.so
/usr/lib/x86_64-linux-gnu: libisc-9.20.30-1-Debian.so libisc-9.20.30-1~deb13u1-Debian.so
/usr/lib/x86_64-linux-gnu: libisccc-9.18.49-1~deb12u3-Debian.so libisccc-9.20.30-1-Debian.so
/usr/lib/x86_64-linux-gnu: libisccc-9.20.30-1~deb13u1-Debian.so libisccfg-9.18.49-1~deb12u3-Debian.so
/usr/lib/x86_64-linux-gnu: libisccfg-9.20.30-1-Debian.so libisccfg-9.20.30-1~deb13u1-Debian.so libjansson.so.4
/usr/lib/x86_64-linux-gnu: libjansson.so.4.14.0 libjansson.so.4.15.1 libjemalloc.so.2 libjson-c.so.5
/usr/lib/x86_64-linux-gnu: libjson-c.so.5.2.0 libjson-c.so.5.4.0 libjson-c.so.5.5.0 libk5crypto.so.3
/usr/lib/x86_64-linux-gnu: libk5crypto.so.3.1 libkeyutils.so.1 libkeyutils.so.1.10 libkmod.so.2 libkmod.so.2.4.0
/usr/lib/x86_64-linux-gnu: libkmod.so.2.5.1 libkrb5.so.3 libkrb5.so.3.3 libkrb5support.so.0 libkrb5support.so.0.1
/usr/lib/x86_64-linux-gnu: liblastlog2.so.2 liblastlog2.so.2.0.0 liblber-2.5.so.0 liblber-2.5.so.0.1.8 liblber.so.2
/usr/lib/x86_64-linux-gnu: liblber.so.2.0.200 libldap-2.5.so.0 libldap-2.5.so.0.1.8 libldap.so.2 libldap.so.2.0.200
/usr/lib/x86_64-linux-gnu: libllhttp.so.9.4 libllhttp.so.9.4.3 liblmdb.so.0 liblmdb.so.0.0.0 liblsof.so.0
/usr/lib/x86_64-linux-gnu: liblsof.so.0.0.0 liblz4.so.1 liblz4.so.1.10.0 liblz4.so.1.9.4 liblzma.so.5
/usr/lib/x86_64-linux-gnu: liblzma.so.5.4.1 liblzma.so.5.8.1 liblzma.so.5.8.4 libm.so.6 libmagic.so.1
/usr/lib/x86_64-linux-gnu: libmagic.so.1.0.0 libmaxminddb.so.0 libmaxminddb.so.0.0.7 libmd.so.0 libmd.so.0.0.5
/usr/lib/x86_64-linux-gnu: libmd.so.0.1.0 libmd.so.0.3.0 libmemusage.so libmenuw.so.6 libmenuw.so.6.4 libmenuw.so.6.5
/usr/lib/x86_64-linux-gnu: libmenuw.so.6.6 libmnl.so.0 libmnl.so.0.2.0 libmount.so.1 libmount.so.1.1.0 libmvec.so.1
/usr/lib/x86_64-linux-gnu: libncursesw.so.6 libncursesw.so.6.4 libncursesw.so.6.5 libncursesw.so.6.6 libnettle.so.8
/usr/lib/x86_64-linux-gnu: libnettle.so.8.10 libnettle.so.8.11 libnettle.so.8.6 libnewt.so.0.52 libnewt.so.0.52.23
/usr/lib/x86_64-linux-gnu: libnewt.so.0.52.25 libnftables.so.1 libnftables.so.1.1.0 libnftnl.so.11 libnftnl.so.11.6.0
/usr/lib/x86_64-linux-gnu: libnftnl.so.11.8.0 libnghttp2.so.14 libnghttp2.so.14.24.1 libnghttp2.so.14.28.3
/usr/lib/x86_64-linux-gnu: libnghttp2.so.14.29.5 libnghttp3.so.9 libnghttp3.so.9.8.0 libngtcp2.so.16
/usr/lib/x86_64-linux-gnu: libngtcp2.so.16.10.0 libngtcp2_crypto_gnutls.so.8 libngtcp2_crypto_gnutls.so.8.4.1
/usr/lib/x86_64-linux-gnu: libnode.so.108 libnode.so.115 libnode.so.137 libns-9.18.49-1~deb12u3-Debian.so
/usr/lib/x86_64-linux-gnu: libns-9.20.30-1-Debian.so libns-9.20.30-1~deb13u1-Debian.so libnsl.so.1 libnsl.so.2
/usr/lib/x86_64-linux-gnu: libnsl.so.2.0.1 libnss_compat.so.2 libnss_dns.so.2 libnss_files.so.2 libnss_hesiod.so.2
/usr/lib/x86_64-linux-gnu: libnss_systemd.so.2 libp11-kit.so.0 libp11-kit.so.0.3.0 libp11-kit.so.0.4.1
/usr/lib/x86_64-linux-gnu: libp11-kit.so.0.4.11 libpam.so.0 libpam.so.0.85.1 libpam_misc.so.0 libpam_misc.so.0.82.1
/usr/lib/x86_64-linux-gnu: libpamc.so.0 libpamc.so.0.82.1 libpanelw.so.6 libpanelw.so.6.4 libpanelw.so.6.5
/usr/lib/x86_64-linux-gnu: libpanelw.so.6.6 libpci.so.3 libpci.so.3.13.0 libpci.so.3.15.0 libpci.so.3.9.0
/usr/lib/x86_64-linux-gnu: libpcprofile.so libpcre2-16.so.0 libpcre2-16.so.0.16.0 libpcre2-32.so.0
/usr/lib/x86_64-linux-gnu: libpcre2-32.so.0.16.0 libpcre2-8.so.0 libpcre2-8.so.0.11.2 libpcre2-8.so.0.14.0
/usr/lib/x86_64-linux-gnu: libpcre2-8.so.0.16.0 libpcre2-posix.so.3 libpcre2-posix.so.3.0.8 libperl.so.5.36
/usr/lib/x86_64-linux-gnu: libperl.so.5.36.0 libperl.so.5.40 libperl.so.5.40.1 libperl.so.5.42 libperl.so.5.42.3
/usr/lib/x86_64-linux-gnu: libpipeline.so.1 libpipeline.so.1.5.7 libpipeline.so.1.5.8 libpolkit-agent-1.so.0
/usr/lib/x86_64-linux-gnu: libpolkit-agent-1.so.0.0.0 libpolkit-gobject-1.so.0 libpolkit-gobject-1.so.0.0.0
/usr/lib/x86_64-linux-gnu: libpopt.so.0 libpopt.so.0.0.2 libproc2.so.0 libproc2.so.0.0.1 libproc2.so.0.0.2
/usr/lib/x86_64-linux-gnu: libproc2.so.1 libproc2.so.1.0.2 libprotobuf-c.so.1 libprotobuf-c.so.1.0.0 libpsl.so.5
/usr/lib/x86_64-linux-gnu: libpsl.so.5.3.4 libpsl.so.5.3.8 libpsx.so.2 libpsx.so.2.66 libpsx.so.2.75 libpsx.so.2.78
/usr/lib/x86_64-linux-gnu: libpthread.so.0 libreadline.so.8 libreadline.so.8.2 libreadline.so.8.3 libresolv.so.2
/usr/lib/x86_64-linux-gnu: librt.so.1 librtmp.so.1 libsasl2.so.2 libsasl2.so.2.0.25 libseccomp.so.2
/usr/lib/x86_64-linux-gnu: libseccomp.so.2.5.4 libseccomp.so.2.6.0 libseccomp.so.2.6.1 libselinux.so.1
/usr/lib/x86_64-linux-gnu: libsemanage.so.2 libsepol.so.2 libsimdjson.so.33 libsimdjson.so.33.0.0 libsimdutf.so.35
/usr/lib/x86_64-linux-gnu: libsimdutf.so.35.0.0 libslang.so.2 libslang.so.2.3.3 libsmartcols.so.1
/usr/lib/x86_64-linux-gnu: libsmartcols.so.1.1.0 libsqlite3.so.0 libsqlite3.so.0.8.6 libsqlite3.so.3.53.4 libss.so.2
/usr/lib/x86_64-linux-gnu: libss.so.2.0 libssh2.so.1 libssh2.so.1.0.1 libssl.so.3 libstdc++.so.6 libstdc++.so.6.0.30
/usr/lib/x86_64-linux-gnu: libstdc++.so.6.0.33 libstdc++.so.6.0.36 libsystemd.so.0 libsystemd.so.0.35.0
/usr/lib/x86_64-linux-gnu: libsystemd.so.0.40.0 libsystemd.so.0.45.0 libtasn1.so.6 libtasn1.so.6.6.3
/usr/lib/x86_64-linux-gnu: libtasn1.so.6.6.4 libtasn1.so.6.6.5 libthread_db.so.1 libtic.so.6 libtic.so.6.4
/usr/lib/x86_64-linux-gnu: libtic.so.6.5 libtic.so.6.6 libtinfo.so.6 libtinfo.so.6.4 libtinfo.so.6.5 libtinfo.so.6.6
/usr/lib/x86_64-linux-gnu: libtirpc.so.3 libtirpc.so.3.0.0 libuchardet.so.0 libuchardet.so.0.0.7 libuchardet.so.0.0.8
/usr/lib/x86_64-linux-gnu: libudev.so.1 libudev.so.1.7.10 libudev.so.1.7.15 libudev.so.1.7.5 libunistring.so.2
/usr/lib/x86_64-linux-gnu: libunistring.so.2.2.0 libunistring.so.5 libunistring.so.5.2.0 libunistring.so.5.2.1
/usr/lib/x86_64-linux-gnu: liburcu-bp.so.8 liburcu-bp.so.8.1.0 liburcu-bp.so.8.2.0 liburcu-cds.so.8
/usr/lib/x86_64-linux-gnu: liburcu-cds.so.8.1.0 liburcu-cds.so.8.2.0 liburcu-common.so.8 liburcu-common.so.8.1.0
/usr/lib/x86_64-linux-gnu: liburcu-common.so.8.2.0 liburcu-mb.so.8 liburcu-mb.so.8.1.0 liburcu-mb.so.8.2.0
/usr/lib/x86_64-linux-gnu: liburcu-memb.so.8 liburcu-memb.so.8.1.0 liburcu-memb.so.8.2.0 liburcu-qsbr.so.8
/usr/lib/x86_64-linux-gnu: liburcu-qsbr.so.8.1.0 liburcu-qsbr.so.8.2.0 liburcu.so.8 liburcu.so.8.1.0 liburcu.so.8.2.0
/usr/lib/x86_64-linux-gnu: libutil.so.1 libuuid.so.1 libuuid.so.1.3.0 libuv.so.1 libuv.so.1.0.0 libwrap.so.0
/usr/lib/x86_64-linux-gnu: libwrap.so.0.7.6 libwtmpdb.so.0 libwtmpdb.so.0.73.0 libwtmpdb.so.0.75.0 libxml2.so.16
/usr/lib/x86_64-linux-gnu: libxml2.so.16.1.4 libxml2.so.2 libxml2.so.2.9.14 libxtables.so.12 libxtables.so.12.7.0
/usr/lib/x86_64-linux-gnu: libxxhash.so.0 libxxhash.so.0.8.1 libxxhash.so.0.8.3 libz.so.1 libz.so.1.2.13
/usr/lib/x86_64-linux-gnu: libz.so.1.3.1 libz.so.1.3.2 libzstd.so.1 libzstd.so.1.5.4 libzstd.so.1.5.7
/usr/lib/x86_64-linux-gnu/security: pam_access.so pam_canonicalize_user.so pam_debug.so pam_deny.so pam_echo.so
/usr/lib/x86_64-linux-gnu/security: pam_env.so pam_exec.so pam_faildelay.so pam_faillock.so pam_filter.so pam_ftp.so
/usr/lib/x86_64-linux-gnu/security: pam_group.so pam_issue.so pam_keyinit.so pam_lastlog.so pam_limits.so
/usr/lib/x86_64-linux-gnu/security: pam_listfile.so pam_localuser.so pam_loginuid.so pam_mail.so pam_mkhomedir.so
/usr/lib/x86_64-linux-gnu/security: pam_motd.so pam_namespace.so pam_nologin.so pam_permit.so pam_pwhistory.so
/usr/lib/x86_64-linux-gnu/security: pam_rhosts.so pam_rootok.so pam_securetty.so pam_selinux.so pam_sepermit.so
/usr/lib/x86_64-linux-gnu/security: pam_setquota.so pam_shells.so pam_stress.so pam_succeed_if.so pam_systemd.so
/usr/lib/x86_64-linux-gnu/security: pam_systemd_loadkey.so pam_time.so pam_timestamp.so pam_tty_audit.so pam_umask.so
/usr/lib/x86_64-linux-gnu/security: pam_unix.so pam_userdb.so pam_usertype.so pam_warn.so pam_wheel.so pam_wtmpdb.so
/usr/lib/x86_64-linux-gnu/security: pam_xauth.so
/usr/lib64: ld-linux-x86-64.so.2
`;
