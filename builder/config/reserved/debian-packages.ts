/**
 * Names of programs among the packages of Debian 12, 13 and testing. As of 2026-11: written by renew-packages.sh.
 */

/** Packages of the priorities required, important and standard, and those that 25 or more others name in a relation. */
export const NEEDED =
  'adduser alembic ant apache2 apertium apparmor apt apt-listchanges aspell autoconf automake avahi-daemon ' +
  'base-files base-passwd bash bash-completion bc binfmt-support binutils bsd-mailx bsdutils btrfs-progs ' +
  'build-essential bzip2 ca-certificates certbot cg3 chromium clang cmake coreutils cpio cron cryptsetup cups curl ' +
  'cython3 dash dbus debconf debhelper debian-faq debianutils debootstrap default-jre devhelp devscripts dialog ' +
  'diffutils dkms dmidecode doc-debian docbook-xml docbook-xsl docker.io dosfstools dpkg elpa-compat elpa-dash ' +
  'emacs ethtool evince fakeroot fdisk festival ffmpeg file findutils firefox-esr flac fontconfig fortune-mod fuse ' +
  'fuse3 gap gawk gcc gdb genisoimage gettext gfortran ghostscript gimp git gnat gnome-shell gnupg gnuplot gpg ' +
  'gpgv graphviz grep gv gvfs gvfs-backends gzip hostname hunspell ibus ifupdown imagemagick inetutils-telnet init ' +
  'inkscape install-info iproute2 iptables iputils-ping ipython3 iso-codes ispell jackd jarwrapper java-wrappers ' +
  'jq junit4 khelpcenter kio kio6 kmod kwallet6 less lintian locales login logrotate lsb-release lsof lvm2 lynx m4 ' +
  'make man-db manpages mawk media-types menu mercurial mime-support minetest minetest-server mkdocs mono-runtime ' +
  'mount mpd mplayer mpv nano ncurses-term neovim netbase netcat-traditional netpbm network-manager nftables nginx ' +
  'nodejs notification-daemon ocaml-findlib octave openbsd-inetd openssh-client openssh-server openssl ' +
  'openvox-agent pandoc parted passwd patch pciutils pd-libdir pdl pkexec pkgconf plasma-desktoptheme ' +
  'plasma-framework polkitd postfix postgresql postgresql-client procps psmisc pulseaudio puppet puppet-agent ' +
  'puredata puredata-core rake reportbug resolvconf rsync rsyslog samtools sed smartmontools sox sqlite3 ssl-cert ' +
  'subversion sudo systemd systemd-sysv systemd-timesyncd systemsettings tar tcl texlive texlive-binaries ' +
  'thunderbird tk traceroute tryton-proteus tryton-server tzdata ucf udev udisks2 unzip update-inetd upower ' +
  'util-linux vim vim-tiny wamerican wget whiptail wtmpdb xauth xclip xsltproc xterm yelp zenity zip zstd';

/** Packages with an account of their own that at least two others name in a relation. */
export const DAEMONS =
  'accountsservice activemq aide armagetronad asterisk avahi-autoipd beanstalkd bind9 bird bitlbee ' +
  'bitlbee-libpurple bluez bluez-obexd canna chrony clamav clamav-daemon clamav-freshclam cluster-glue cockpit ' +
  'colord condor corosync courier-authlib courier-imap courier-mta courier-pop cups-client cvs dcmtk deluge ' +
  'deluged dhcpcd dicod dictd direwolf dirmngr distcc dnsmasq dovecot-core dovecot-imapd ejabberd emacspeak ' +
  'etcd-server exim4 feedbackd flatpak frr fwupd gap-scscp gdm3 gkrellm gnupg2 gpsd graphite-web greetd haproxy ' +
  'heartbeat hplip icecast2 icecc icinga2 icingaweb2 incus iperf3 irker lightdm lldpd logcheck lxd mariadb-server ' +
  'memcached minidlna mopidy mosquitto mumble munin munin-node ndisc6 needrestart-session novnc nslcd ntp ntpsec ' +
  'oidentd opensmtpd openstack-dashboard orthanc pacemaker partimage pcscd pipewire piuparts plocate pollinate ' +
  'postfix-pgsql powerman prosody rabbitmq-server radicale radvd rdnssd rpcbind rpki-client rspamd rtkit sbuild ' +
  'sddm sendmail slapd snapd snmpd socklog spamassassin spamc speech-dispatcher squid squid-openssl sssd ' +
  'strongswan stunnel stunnel4 swtpm syncthing systemd-oomd systemtap sysuser-helper tcpdump tftp-hpa tftpd-hpa ' +
  'timidity tor tpm-udev transmission-daemon ufoai ufoai-server uml-utilities usbmuxd user-setup uuid-runtime ' +
  'varnish vde2 vdr vlock wims wpasupplicant xpra xrdp xymon-client yubihsm-connector';

/** Further packages with an account, and those that five or more others name in a relation. */
export const OTHERS =
  'acl acme-redirect acpi acpid adb adjutant-api aetos afterstep aircrack-ng akonadi-server alacarte amanda-server ' +
  'amavisd-new anacron android-libbase android-liblog ansible ansible-core ant-optional anthy antiword antlr ' +
  'antlr3 antlr4 anytun aodh-api apacheds apel apertium-apy apertium-separable apg approx appstream apt-dater ' +
  'apt-file apt-mirror aptitude aptly aptly-api ara-server arch-test arctica-greeter arduino aria2 arj ' +
  'armagetronad-dedicated arpalert arpwatch asciidoctor aspell-en asymptote at atril attr audacious audacity ' +
  'autodep8 autopkgtest autoradio avahi-dnsconfd avogadro avr-libc avrdude axfrdns backuppc bacula bacula-client ' +
  'bacula-fd bacula-sd balboa barbican-api barman bazel-features bazel-platforms bazel-skylib bbdb bcftools bcron ' +
  'bedtools biber bibledit-cloud biboumi binkd binutils-multiarch bioperl bip bird-bgp bird2 bird3 bison ' +
  'bitcoin-knots black blasr blazar-api blazar-manager blender blt blueman bnd bogofilter boinc boinc-client ' +
  'borgbackup bosixnet-webui bowtie bowtie2 boxbackup-server brz brz-debian bsdextrautils bsdmainutils bsfilter ' +
  'bubblewrap bucardo buildah buildd bundler burrow busybox busybox-static buteo-syncfw bwa bwidget bzr c-icap ' +
  'cabextract cado caja calibre camv-rnd cargo catdoc catdvi ccache ccze cd-hit cdebconf cdebootstrap cdparanoia ' +
  'cdrdao ceph cephadm cereal certspotter chafa chktex chromium-driver ciderwebmail cinder-api cinder-backup ' +
  'cinder-volume cinnamon-screensaver circos citadel-client cl-alexandria cl-cffi cl-fiveam cl-ironclad cl-kmrcl ' +
  'cl-ppcre cl-rt cl-usocket clamav-milter clamsmtp clang-tidy clangd claws-mail clevis click clickhouse-server ' +
  'cloudflare-ddns cloudkitty-api cloudkitty-processor clustalo clustalw cm-super cme cntlm cockpit-ws ' +
  'coffeescript colcon colordiff compface connman conntrack conserver-server console-log console-setup consolekit ' +
  'context coq corosync-qdevice corosync-qnetd coturn courier-authdaemon courier-faxmail courier-ldap courier-mlm ' +
  'courier-pcp cowbuilder cowsay cpp cppcheck cracklib-runtime cryptsetup-initramfs csh csound cubemap cup ' +
  'cups-bsd cups-daemon cups-filters curvedns custodia cutadapt cvsd cwltool cyborg-agent cyborg-api cyrus-imapd ' +
  'cyrus-nntpd daemon darcs dart-async dart-collection dart-path datum-gateway davfs2 davmail davmail-server ' +
  'db-util dbconfig-mysql dbconfig-pgsql dbeacon dbus-daemon dconf-cli dcraw debarchiver debci debian-keyring ' +
  'debian-policy deborphan debsecan debsums debtags debug-me debusine-server debusine-worker default-jdk designate ' +
  'designate-api desktop-autoloader dfu-util dh-make dh-sysuser dhcpcd5 dhtnode dia dialign diamond-aligner dico ' +
  'dict didiwiki diffoscope diffstat distro-info dkimpy-milter dlt-daemon dmsetup dnscache dnscrypt-proxy dnsdist ' +
  'dnsproxy dnsutils docbook docbook-dsssl docker-registry dokuwiki dolphin dovecot-managesieved doxygen dput dq ' +
  'dqcache dracut dvdauthor dvipng dvisvgm dwww eatmydata eboard ecbuild ed edict efibootmgr efingerd eject ' +
  'elfutils elinks elixir elpa-avy elpa-company elpa-f elpa-flycheck elpa-helm elpa-ht elpa-llama elpa-org ' +
  'elpa-projectile elpa-s elpa-seq elpa-transient emacs-gtk emacs-nox emacspeak-ss email-reminder emboss engrampa ' +
  'enscript eog epiphany-browser epoptes ergochat erlang erlang-crypto erlang-eunit erlang-inets erlang-ssl ' +
  'erlang-xmerl errbot esorex espeak espeak-ng etcd-discovery evolution exabgp exfatprogs exif expect extlinux ' +
  'exuberant-ctags faac faad facter fapolicyd fastaq fastnetmon fasttree fbterm fcitx fcitx5 fdm feh festlex-cmu ' +
  'festlex-poslex fetchmail fftw2 figlet file-roller filetea firewalld fish flex flim fluidsynth fontforge ' +
  'foomatic-filters foot fop fort-validator fossil fping freedombox freedoom freepats freeradius freewnn-cserver ' +
  'freewnn-jserver freewnn-kserver freezer-api freezer-scheduler fwanalog fxload fzf gajim galculator galileo ' +
  'galileo-daemon gammu gammu-smsd ganeti ganglia-monitor gap-alnuth gap-atlasrep gap-autpgrp gap-crystcat ' +
  'gap-gapdoc gap-io gap-polycyclic gap-smallgrp gap-transgrp gdisk gdnsd gedit gem geoip-database geomview ' +
  'gerbera gereal gfmd gfsd ghc ghostscript-x git-annex git-buildpackage git-cvs gitolite3 gjs gkbd-capplet ' +
  'gkrellmd glance glance-api glances glewlwyd glib-networking globus-gatekeeper gmetad gmsh gnarwl gnocchi-api ' +
  'gnokii gnokii-cli gnokii-smsd gnome-backgrounds gnome-calculator gnome-keyring gnome-menus gnome-screensaver ' +
  'gnome-screenshot gnome-session gnome-software gnome-terminal gnome-tweaks gnu-standards gnuchess ' +
  'gnudatalanguage gnugo gnumed-client gnupg-agent gnupg1 gnuplot-nox gnuplot-qt gnuradio gobject-introspection ' +
  'gocr goiardi goldendict gophernicus gosa got gotd gpg-agent gpgsm gpm gpsbabel gputils gr-osmosdr grace gradle ' +
  'graphicsmagick graphite-carbon greylistd gridengine-client grim groff groonga groovy gross growisofs grub-pc ' +
  'gsfonts gtkmm-documentation gtkwave gup gvfs-fuse hamradio-files haveged hddemux hdparm heat-api heat-engine ' +
  'hexagonrpcd highlight hisat2 hitch hmmer homer-api hostapd hspell htop hugin hunspell-ar hunspell-be ' +
  'hunspell-bg hunspell-ca hunspell-da hunspell-el hunspell-fr hunspell-gd hunspell-gl hunspell-hr hunspell-hu ' +
  'hunspell-it hunspell-kk hunspell-ko hunspell-lt hunspell-lv hunspell-nl hunspell-pl hunspell-ro hunspell-ru ' +
  'hunspell-sl hunspell-sr hunspell-sv hunspell-th hunspell-vi hwdata hwinfo hydrogen hylafax-server ' +
  'ibverbs-providers icingacli icingadb ident2 ifcico ifgate ifmail ifupdown-ng ilisp imagej inadyn incron inetsim ' +
  'inetutils-inetd inetutils-ping influxdb info intltool iodine ipcalc ipmitool ippl ipset iputils-arping ' +
  'iputils-tracepath ipxe iqtree iraf ironic-api ironic-inspector isolinux itcl3 ivy iw iwidgets4 jabber-muc ' +
  'jabberd2 javahelp2 jed jekyll jetty9 jfsutils jhead jmol joystick jruby jtreg8 junit junit5 jupyter-core ' +
  'jupyter-notebook jython kakasi kalign kamailio kanjidic kannel kbd kde-telepathy kdepim-runtime kdialog kdiff3 ' +
  'keepassxc keyboard-configuration keystone keyutils kgb-bot kicad kinit kio-extras kmail knot knot-resolver knxd ' +
  'kompare konqueror konsole kpackagetool5 kpartx ksh kwalletmanager kwayland-integration kwin-wayland labwc ' +
  'lacheck lacme ladspa-sdk ladvd lame latexmk laurel lava lava-dispatcher lava-server lbcd lcdf-typetools ledger ' +
  'ledgersmb lemonade-server lfortran lhasa licensecheck light-locker lighttpd lilypond links links2 liquidsoap ' +
  'llvm lm-sensors lmodern localsearch locate lockfile-progs loggerhead lomiri lomiri-schemas loupe lpr lprng ' +
  'lrzip lrzsz lshw lsscsi lua-expat lua-filesystem lua-lpeg lua-socket luanti lxc lxpolkit lxqt lxqt-core ' +
  'lxqt-policykit lxqt-qtplugin lxqt-session lyskom-server lyx lz4 lzip lzma lzop mafft magnum-api ' +
  'magnum-conductor mailcap mailfromd mailutils makedev mandos mandos-client manila-api mariadb-client markdown ' +
  'masakari-api masakari-engine mate-panel mate-polkit mate-themes maven maxima mayavi2 mc mdadm mdns-reflector ' +
  'mediainfo mediawiki meld memlockd mencoder meshlab meson metacity milkytracker milter-greylist mimedefang mimic ' +
  'mini-buildd minicoredumper miniflux minimap2 minisat miredo miredo-server mirrorbits mistral-api mistral-engine ' +
  'mistral-executor mkdocs-material mksh mmdebstrap mocha modemmanager module-assistant molly-brown molly-guard ' +
  'mon monodoc-manual moreutils morty motion mousepad mpd-sima mpdscribble mpich msmtp msmtp-mta mtail mtools ' +
  'mtpolicyd multispeech mumble-server mummer mumudvb munge munin-async murano-agent murano-api murano-cfapi ' +
  'murano-engine muscle mutt myproxy myproxy-server myspell-da myspell-eo myspell-es nagios4 nagzilla namazu2 nasm ' +
  'nats-server nautilus nautilus-sendto nbd-server ncat ncompress needrestart nemo nemo-python neomutt ' +
  'netcat-openbsd netconfd neutron-api nginx-full nim ninja-build nmap nncp normalize-audio notmuch notus-scanner ' +
  'nova-api nova-compute nova-consoleproxy nova-scheduler npm nrpe-ng nscd nsd ntfy ntpd-rs ntpsec-ntpviz nut ' +
  'nut-cgi nut-client nut-server nutcracker nvme-cli obs-server obs-studio obs-worker ocaml ocaml-nox ocrad ocserv ' +
  'octave-signal octave-statistics octavia-agent octavia-api octorpki odbcinst odyssey ofono okular ola ' +
  'omnidb-server onak onboard onionbalance onionprobe open-iscsi openarena openarena-server openbabel openbgpd ' +
  'openbox opencryptoki opencubicplayer opendkim opendmarc opendnssec openiked openipmi openntpd openqa ' +
  'openqa-worker opensc opensp openvpn openvswitch-switch optipng orca osmo-cbc osrm-backend oss-compat ovmf owfs ' +
  'packagekit pagure papers par2 parallel paraview pari-gp parsec-service partimage-server pass patchutils ' +
  'pavucontrol pbuilder pbzip2 pcb-rnd pd-comport pd-cyclone pd-ggee pd-iemlib pd-osc pd-pddp pd-zexy pdftk ' +
  'pdns-ixfrdist pdns-recursor pdns-server pdudaemon perfetto pglistener phoc phylip phyml pidgin pigz ' +
  'pinentry-curses pinto pipewire-pulse piuparts-master piuparts-slave placement-api planetfilter plantuml ' +
  'plasma-desktop plasma-nm plasma-workspace plymouth plymouth-label plzip pngquant po-debconf podman pokerth ' +
  'pokerth-server policycoreutils policyd-weight pollen polygen poolcounter popularity-contest postfix-gld ' +
  'postfix-ldap postfix-mysql postfix-pcre postfwd postgis postgresql-contrib postgrey postsrsd pound povray ' +
  'powa-collector powerdevil ppp pqconnect prads pre-commit prelude-correlator prelude-manager primer3 ' +
  'pristine-tar privoxy probcons procmail prodigal proftpd-basic proftpd-core prometheus prometheus-alertmanager ' +
  'prometheus-pushgateway protobuf-compiler pry pstoedit psutils publicfile publicsuffix puma puppetdb pushpin pv ' +
  'pwgen pxelinux pygopherd pylint pymol pynslcd pyspf-milter qemu-system qiime qjackctl qpdf qpsmtpd qrencode ' +
  'qtchooser qtwayland5 quassel quassel-core quilt quodlibet quota rabbitmqadmin-ng racc radsecproxy railcontrol ' +
  'rakudo rally rancid rasmol raxml rbldns rbldnsd rclone rcs rdma-core readsb rebuilderd rebuilderd-worker redict ' +
  'redis redis-server redsocks reiserfsprogs remote-tty remotetrx renderd reprepro repro-threshold ' +
  'resolvconf-admin retroarch rfkill rhino rhythmbox ripgrep rkdeveloptool rlwrap rmail rofi rollup roundcube-core ' +
  'rpm rrdtool rsh-client rtpengine rtpengine-daemon rubocop runc runit runit-helper runit-init ruptime ruptimed ' +
  'rustc rwhod rxvt-unicode sagan sahara sahara-api sahara-engine samba sanlock saods9 sbcl sbsigntool ' +
  'sbuild-schroot sbws scanlogd schism schleuder schroot scid scim screen scrot scummvm seabios seahorse seaview ' +
  'semi sendmail-cf senlin-api senlin-conductor senlin-engine serf shairport-sync sharutils shellinabox ' +
  'shim-signed shiny-server shoelaces shotwell sia sidedoor signal-tlsd simple-scan simplemonitor singular ' +
  'sispmctl skkdic skkdic-extra sks sleuthkit slick-greeter slrn slsh slurm-wlm slurp smbclient smokeping smplayer ' +
  'smstools snac2 snakemake snapclient snapserver snmp snmptrapd snmptt socat socklog-run sogo soju solaar spades ' +
  'spamass-milter spampd spawn-fcgi speakersafetyd speex sphinxsearch sqlgrey ssh ssh-askpass sshfs sshpass sslh ' +
  'sstp-client stalonetray stayrtr stenographer stockfish stompserver strace strongswan-starter subunit ' +
  'svxlink-server svxreflector sway swayidle swaylock swift swift-account swift-container swift-proxy swupdate ' +
  'sxiv sympa synaptic syncache syncthing-discosrv syncthing-relaysrv syslinux sysrepo sysstat systemd-container ' +
  'systemd-cron systemd-imds systemd-resolved systemd-ukify systemtap-runtime systraq sysvinit-core t-coffee tabix ' +
  'tagua tang tang-xinetd tarantool taskd tasksel taskwarrior tcl-tls tcllib tcpd tcsh tdom tecla telnet ' +
  'telnetd-ssl tempest tenshi tesseract-ocr testng tex-gyre texinfo texlive-metapost texlive-pictures ' +
  'texlive-pstricks texlive-science texlive-xetex texmacs thin thunar tidy time timidity-daemon tinydns tinyproxy ' +
  'tircd tirex tix tlog tmux topcom totem tpb trac tracker trafficserver transmission tree trimmomatic trove-api ' +
  'trove-conductor trove-guestagent trove-taskmanager tshark tuptime tvoe twms tzdata-legacy uanytun ' +
  'ubuntu-keyring ufw uidmap ulogd2 unace unalz unar unattended-upgrades unbound unifont unpaper unrar-free unrtf ' +
  'usb-modeswitch usbauth-notifier usbrelay usbrelayd usbutils usermetricsservice userv-dyndns vagrant valgrind ' +
  'vdradmin-am velocity veyon-service victoria-metrics vim-nox vinyl-cache virtualenv visualvm vitrage-api ' +
  'vitrage-collector vitrage-graph vitrage-ml vitrage-notifier vitrage-persistor vlc vmms-api vmms-worker vnstat ' +
  'voms-server vorbisgain vrfydmn vsftpd vzlogger walldns wasi-libc watcher-api wavpack wayland-protocols wbritish ' +
  'wdiff weakforced webdis webpack weston wfrench whois wims-lti winbind wine wireplumber wireshark wkhtmltopdf ' +
  'wl-clipboard wmaker wmbusmeters wmctrl wodim wofi wordnet wv xarchiver xboard xdotool xfig xfonts-scalable ' +
  'xfsprogs xfwm4 xine-ui xinetd xinit xinput xml-core xmlstarlet xorriso xpdf xplanet xprintidle xrootd-server ' +
  'xsane xscreensaver xsel xserver-xephyr xserver-xorg xvfb xwayland xxd xymon yadifa yaws yggdrasil yorick ' +
  'yorick-yutils yosys youtube-dl yrmcds yt-dlp yubiserver z3 zabbix-agent zaqar-server zemberek-server zerofree ' +
  'ziproxy znc zookeeper zoph zsh zurl';
